package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.dllm.experiments.method.MethodSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecoderLossTests {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void paddingIsInNoBudgetAndNoAttention() {
        var weights = trained(Tiny.dllm(0.5, 1, true));
        var all = Tiny.examples(6);
        var loss = new DecoderLoss(weights, Tiny.STREAMS, manager);
        var batch =
                all.stream()
                        .map(e -> new Sequence(all.indexOf(e), e.ids(), e.promptTokens()))
                        .toList();
        var whole = whole(loss, batch);
        NDList together = loss.of(batch, whole, true, manager);
        var apart = new double[4];
        for (Sequence one : batch) {
            NDList result = loss.of(List.of(one), whole, true, manager);
            for (int i = 0; i < apart.length; i++) {
                apart[i] += result.get(i).getFloat();
            }
        }
        for (int i = 0; i < apart.length; i++) {
            assertThat((double) together.get(i).getFloat()).isCloseTo(apart[i], offset(2e-6));
        }
    }

    @Test
    void frozenWeightsGetNoGradient() {
        var weights = trained(Tiny.dllm(0.5, 1, true));
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            var example = Tiny.examples(1).getFirst();
            NDList result = results(weights, List.of(new Sequence(1, example.ids(), 1)), true);
            collector.backward(result.head());
        }
        for (NDArray frozen : weights.base()) {
            assertThat(frozen.hasGradient()).isFalse();
        }
        for (Parameter parameter : weights.parameters()) {
            assertThat(parameter.value().getGradient().abs().sum().getFloat())
                    .as(parameter.name())
                    .isPositive();
        }
    }

    private TrainableWeights trained(MethodSpec method) {
        return Tiny.asTrained(Tiny.weights(method, Tiny.lora(0), manager));
    }

    private NDList results(TrainableWeights weights, List<Sequence> batch, boolean noise) {
        var loss = new DecoderLoss(weights, Tiny.STREAMS, manager);
        return loss.of(batch, whole(loss, batch), noise, manager);
    }

    private static DecoderLoss.Whole whole(DecoderLoss loss, List<Sequence> batch) {
        long targets = batch.stream().mapToLong(Sequence::targets).sum();
        return new DecoderLoss.Whole(0, targets, loss.budget(batch), 1);
    }
}
