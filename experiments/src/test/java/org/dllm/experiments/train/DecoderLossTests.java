package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.KvPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecoderLossTests {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void paddingIsExcludedFromBudgetAndAttention() {
        var weights = trained(Tiny.dllm(0.5, 1, true));
        var all = Tiny.examples(6);
        var loss = new DecoderLoss(weights, Tiny.STREAMS, manager);
        var batch =
                all.stream()
                        .map(e -> new Sequence(all.indexOf(e), e.ids(), e.promptTokens()))
                        .toList();
        var whole = BatchLoss.whole(loss, batch);
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
            NDList result =
                    BatchLoss.results(
                            weights, List.of(new Sequence(1, example.ids(), 1)), true, manager);
            collector.backward(result.head());
        }
        for (NDArray frozen : new NDList(weights.base()).addAll(weights.top())) {
            assertThat(frozen.hasGradient()).isFalse();
        }
        for (Parameter parameter : weights.parameters()) {
            assertThat(parameter.value().getGradient().abs().sum().getFloat())
                    .as(parameter.name())
                    .isPositive();
        }
    }

    /**
     * The rate loss is the mean of |rate − target| over tokens, not |mean(rate) − target| (D-LLM,
     * equation 12).
     */
    @Test
    void theRateLossIsTheMeanDistanceOfEachTokenFromTheTarget() {
        double target = 0.7;
        var weights = trained(Tiny.dllm(target, 1, true));
        var inference = LlamaWeights.load(Tiny.CONFIG, weights, manager, Precision.FP32);
        var reference =
                new MaskedForward(inference, weights.routers().forInference(), KvPolicy.EVICT);
        var gate = weights.recipe().method().gate(Tiny.CONFIG.layers(), Tiny.STREAMS);
        double distance = 0;
        double sum = 0;
        int tokens = 0;
        List<Sequence> batch = new ArrayList<>();
        for (EncodedExample example : Tiny.examples(6)) {
            var sequence = new Sequence(batch.size(), example.ids(), example.promptTokens());
            batch.add(sequence);
            int[] read = Arrays.copyOf(example.ids(), sequence.inputs());
            Trace trace = reference.run(new Prompt(sequence.id(), read), gate, manager).trace();
            for (int token = Tiny.KEEP.tokens(); token < read.length; token++) {
                double share = share(trace, token);
                distance += Math.abs(share - target);
                sum += share;
                tokens++;
            }
        }
        NDList result = BatchLoss.results(weights, batch, false, manager);
        assertThat((double) result.get(2).getFloat()).isCloseTo(distance / tokens, offset(1e-6));
        assertThat((double) result.get(3).getFloat()).isCloseTo(sum / tokens, offset(1e-6));
        // rates on both sides of the target; otherwise both definitions would agree
        assertThat(distance / tokens).isGreaterThan(Math.abs(sum / tokens - target) + 0.01);
    }

    @Test
    void packingDoesNotChangeLossAndGradients() {
        for (MethodSpec method :
                List.of(Tiny.dllm(0.6, 1, true), Tiny.dllm(0.6, 1, false), new Dense())) {
            var weights = trained(method);
            List<Sequence> batch = new ArrayList<>();
            for (EncodedExample example : Tiny.examples(8)) {
                // different lengths, so that several sequences fit into the longest row
                int length = example.ids().length >> (batch.size() % 3);
                int[] ids = Arrays.copyOf(example.ids(), Math.max(3, length));
                batch.add(new Sequence(batch.size(), ids, 1));
            }
            assertThat(RowLayout.packed(batch).shape().get(0)).isLessThan(batch.size());
            List<Float> padded = BatchLoss.lossAndGradients(weights, batch, false, manager);
            List<Float> packed = BatchLoss.lossAndGradients(weights, batch, true, manager);
            assertThat(packed).hasSameSizeAs(padded);
            for (int i = 0; i < padded.size(); i++) {
                assertThat(packed.get(i))
                        .isCloseTo(padded.get(i), offset(1e-4f * Math.max(1, padded.get(i))));
            }
        }
    }

    private static double share(Trace trace, int token) {
        return IntStream.range(0, trace.sites()).filter(s -> trace.executed(token, s)).count()
                / (double) trace.sites();
    }

    private TrainableWeights trained(MethodSpec method) {
        return Tiny.asTrained(Tiny.weights(method, Tiny.lora(0), manager));
    }
}
