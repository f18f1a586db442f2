package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDList;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Scorer;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.Test;

/** (a) and (e): behaviour if routers decide the same for every token. */
interface RouterChecks extends CheckSuite {

    @Test
    default void aRoutersThatAlwaysExecuteGiveTheDenseModel() {
        double rounding = model().limits().rounding();
        var dense = model().trained(new Dense());
        var routed = model().trained(Tiny.dllm(0.5, 0, true));
        CheckedModel.bias(routed, -100, 100);
        for (EncodedExample example : model().examples(3)) {
            var sequence = new Sequence(1, example.ids(), example.promptTokens());
            assertThat(model().loss(routed, sequence))
                    .isCloseTo(model().loss(dense, sequence), offset(rounding));
        }
        var prompts = model().prompts(2);
        try (var a = model().decoder(routed);
                var b = model().decoder(dense)) {
            List<Score> scores = new Scorer(a).score(prompts, model().gate(routed));
            List<Score> expected = new Scorer(b).score(prompts, Gate.DENSE);
            for (int i = 0; i < prompts.size(); i++) {
                Agreement.assertSame(scores.get(i), expected.get(i));
            }
        }
    }

    @Test
    default void eKeptLayersAndTokensAlwaysExecute() {
        var weights = model().trained(Tiny.dllm(0.5, 1, true));
        CheckedModel.bias(weights, 100, -100);
        int layers = model().config().layers();
        var sequence = new Sequence(1, model().examples(1).getFirst().ids(), 1);
        NDList result = model().results(weights, sequence);
        assertThat(result.get(3).getFloat())
                .isCloseTo((float) Tiny.KEEP.count(Tiny.CONFIG.layers()) / layers, offset(1e-6f));
        // a sequence with only forced tokens executes all layers
        var forced = new Sequence(1, Arrays.copyOf(sequence.ids(), Tiny.KEEP.tokens() + 1), 2);
        var dense = model().trained(new Dense());
        assertThat(model().loss(weights, forced))
                .isCloseTo(model().loss(dense, forced), offset(model().limits().rounding()));
        try (var decoder = model().decoder(weights)) {
            Trace trace =
                    CheckedModel.generate(decoder, model().prompts(1), model().gate(weights))
                            .getFirst()
                            .trace();
            for (int position = 0; position < trace.tokens(); position++) {
                for (int layer = 0; layer < layers; layer++) {
                    boolean kept =
                            layer < Tiny.KEEP.count(Tiny.CONFIG.layers())
                                    || position < Tiny.KEEP.tokens();
                    assertThat(trace.executed(position, Site.attention(layer))).isEqualTo(kept);
                    assertThat(trace.executed(position, Site.feedForward(layer))).isEqualTo(kept);
                }
            }
        }
    }
}
