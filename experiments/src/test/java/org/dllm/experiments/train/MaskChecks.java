package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.MaskedForward;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.routing.Normed;
import org.dllm.experiments.routing.TokenLinear;
import org.junit.jupiter.api.Test;

/** (c): training and evaluation compute the same. */
interface MaskChecks extends CheckSuite {

    @Test
    default void cTheTrainingMaskEqualsAMaskOfMinusInfinity() {
        int layers = model().config().layers();
        for (MethodSpec method :
                List.of(
                        Tiny.dllm(0.5, 1, true),
                        Tiny.dllm(0.5, 1, false),
                        DecodingChecks.with(new TokenLinear(new Normed())),
                        new RandomSkip(0.6, Tiny.KEEP, true),
                        new StaticLayers(
                                IntStream.range(0, layers).filter(l -> l != 2).boxed().toList()),
                        new Dense())) {
            assertTrainingIsInference(model(), model().trained(method));
        }
    }

    @Test
    default void cMergedUpdatesEqualTrainedOnes() {
        var all =
                new LoraSpec(
                        4,
                        0.5,
                        0,
                        new TreeSet<>(List.of("q", "k", "v", "o", "gate", "up", "down")));
        assertTrainingIsInference(
                model(), Tiny.asTrained(model().weights(Tiny.dllm(0.5, 1, true), all)));
    }

    private static void assertTrainingIsInference(CheckedModel model, TrainableWeights trained) {
        Method method = trained.recipe().method();
        double close =
                method.kvPolicy().evicts() ? model.limits().evicting() : model.limits().rounding();
        try (trained;
                NDManager scope = model.manager().newSubManager()) {
            var inference = LlamaWeights.load(model.config(), trained, scope, Precision.FP32);
            var reference =
                    new MaskedForward(
                            inference, trained.routers().forInference(), method.kvPolicy());
            int skipped = 0;
            for (EncodedExample example : model.examples(2)) {
                int[] ids = example.ids();
                var prompt = new Prompt(3, Arrays.copyOf(ids, ids.length - 1));
                var expected = reference.run(prompt, model.gate(trained), scope);
                NDArray likelihood = expected.logits().logSoftmax(-1);
                for (int end = 2; end <= ids.length; end += 3) {
                    double nll = -likelihood.getFloat(end - 2, ids[end - 1]);
                    var one = new Sequence(3, Arrays.copyOf(ids, end), end - 1);
                    assertThat(model.loss(trained, one)).isCloseTo(nll, offset(close));
                }
                skipped += Agreement.skips(expected.trace());
            }
            assertThat(skipped > 0).isEqualTo(!(method instanceof Dense));
        }
    }
}
