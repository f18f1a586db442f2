package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Gates;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecoderLossTests {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Acceptance check (c): the multiplicative mask of training against −∞ before the softmax. */
    @Test
    void theTrainingMaskIsTheMaskOfMinusInfinity() {
        for (MethodSpec method :
                List.of(
                        Tiny.dllm(0.5, 1, true),
                        Tiny.dllm(0.5, 1, false),
                        new RandomSkip(0.6, null, Tiny.KEEP, true),
                        new StaticLayers(List.of(0, 1, 3), null, null),
                        new Dense())) {
            var weights = trained(method);
            var inference = LlamaWeights.load(Tiny.CONFIG, weights, manager, Precision.FP32);
            var reference =
                    new MaskedForward(
                            inference, weights.routers().forInference(), weights.recipe().evicts());
            var gate = Gates.of(method, Tiny.CONFIG.layers(), Tiny.STREAMS);
            int skipped = 0;
            for (Encoded example : Tiny.examples(4)) {
                var prompt = new Prompt(3, Arrays.copyOf(example.ids(), example.ids().length - 1));
                var expected = reference.run(prompt, gate, manager);
                NDArray likelihood = expected.logits().logSoftmax(-1);
                for (int end = 2; end <= example.ids().length; end++) {
                    double nll = -likelihood.getFloat(end - 2, example.ids()[end - 1]);
                    var one = new Sequence(3, Arrays.copyOf(example.ids(), end), end - 1);
                    assertThat(loss(weights, one)).isCloseTo(nll, offset(2e-6));
                }
                skipped += skips(expected.trace());
            }
            assertThat(skipped > 0).isEqualTo(!(method instanceof Dense));
        }
    }

    private static int skips(org.dllm.experiments.model.Trace trace) {
        int skips = 0;
        for (int position = 0; position < trace.tokens(); position++) {
            for (int layer = 0; layer < trace.layers(); layer++) {
                skips += trace.executed(position, layer) ? 0 : 1;
            }
        }
        return skips;
    }

    /** Acceptance check (a): routers that must execute give what dense LoRA gives. */
    @Test
    void routersThatAlwaysExecuteChangeNothing() {
        var dense = trained(new Dense());
        var routed = trained(Tiny.dllm(0.5, 0, true));
        bias(routed, -100, 100);
        for (Encoded example : Tiny.examples(5)) {
            var sequence = new Sequence(1, example.ids(), example.promptTokens());
            assertThat(loss(routed, sequence)).isCloseTo(loss(dense, sequence), offset(2e-6));
        }
    }

    /** Acceptance check (e): first layers and tokens execute whatever the routers say. */
    @Test
    void keptLayersAndTokensExecuteWhateverTheRoutersSay() {
        var weights = trained(Tiny.dllm(0.5, 1, true));
        bias(weights, 100, -100);
        var sequence = new Sequence(1, Tiny.examples(1).getFirst().ids(), 1);
        NDList result = results(weights, List.of(sequence), true);
        assertThat(result.get(3).getFloat()).isCloseTo(2 / 4f, offset(1e-6f));
        assertThat(result.get(2).getFloat()).isCloseTo(0f, offset(1e-6f));
        // a sequence of forced tokens only runs everything
        var dense = trained(new Dense());
        var two = new Sequence(1, Arrays.copyOf(sequence.ids(), 3), 2);
        assertThat(loss(weights, two)).isCloseTo(loss(dense, two), offset(2e-6));
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
        var weights = Tiny.weights(method, Tiny.lora(0), manager);
        // B starts at zero: something must be there to be compared, the same for every method
        for (Parameter factor : weights.lora().parameters()) {
            var stream = Tiny.STREAMS.stream("test " + factor.name());
            set(factor, () -> 0.2 * stream.gaussian());
        }
        for (Parameter router : weights.routers().parameters()) {
            if (router.name().endsWith("out_bias")) {
                set(router, () -> 0.1);
            } else if (!router.name().endsWith("gain")) {
                var stream = Tiny.STREAMS.stream("test " + router.name());
                set(router, () -> 2 * stream.gaussian());
            }
        }
        return weights;
    }

    private static void bias(TrainableWeights weights, double skip, double execute) {
        for (Parameter router : weights.routers().parameters()) {
            if (router.name().endsWith("out_bias")) {
                var values = List.of(skip, execute).iterator();
                set(router, values::next);
            }
        }
    }

    private static void set(Parameter parameter, java.util.function.DoubleSupplier values) {
        int size = (int) parameter.value().size();
        ByteBuffer bytes = FreshWeights.fill(size, values);
        FloatArrays.set(parameter.value(), bytes.order(ByteOrder.nativeOrder()));
    }

    private double loss(TrainableWeights weights, Sequence sequence) {
        return results(weights, List.of(sequence), false).get(1).getFloat();
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
