package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.dllm.experiments.method.DecisionKinds;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The costs of early exits are those counted by hand. */
class ExitCostTests {

    private static final List<Integer> PROBES = List.of(0, 2);
    private static final long HEAD = 2L * 16 * 49;
    private static final long LAYER = 2L * (768 + 3 * 384);

    /** An untrained model is never sure; most of its tokens exceed this distance. */
    private static final float LEAST_GAP = 1e-4f;

    @ParameterizedTest
    @CsvSource({
        "mlp, copy, token, 16",
        "linear, mask, token, 8",
        "linear, copy, sequence, 8",
        "mlp, mask, sequence, 16"
    })
    void probesAreCountedUntilTheExit(String classifier, String kv, String per, long network) {
        int early = 0;
        int again = 0;
        float gap = LEAST_GAP;
        for (int i = 0; i < 16; i++) {
            gap *= 1.7f;
            Method method = DecisionKinds.exits(classifier, PROBES, kv, per, gap);
            try (var tiny = new TinyEvaluatedModel(method)) {
                var count = new Count(kv.equals("copy"), per.equals("token"), HEAD + network);
                Evaluated evaluated = tiny.evaluated();
                TinyEvaluatedModel.answers(evaluated)
                        .forEach(answer -> count.add(answer.generated()));
                count.check(TinyEvaluatedModel.values(evaluated));
                early += count.early;
                again += count.again;
            }
        }
        assertThat(early).isPositive();
        assertThat(again).isPositive();
    }

    private static final class Count {
        private final boolean keeps;
        private final boolean perToken;
        private final long probe;
        private double layers;
        private double decisions;
        private double dense;
        private int tokens;
        private int early;
        private int again;

        private Count(boolean keeps, boolean perToken, long probe) {
            this.keeps = keeps;
            this.perToken = perToken;
            this.probe = probe;
        }

        private void add(Reading reading) {
            Trace trace = reading.trace();
            tokens += trace.tokens();
            dense += HEAD * reading.logits();
            layers += HEAD * reading.logits();
            for (int l = 0; l < 4; l++) {
                int kept = 0;
                for (int t = 0; t < trace.tokens(); t++) {
                    boolean executed = trace.executed(t, Site.attention(l));
                    kept += executed || keeps ? 1 : 0;
                    dense += LAYER + 4L * 16 * (t + 1);
                    if (executed) {
                        layers += LAYER + 4L * 16 * kept;
                    } else if (keeps) {
                        // only k and v
                        layers += 2 * (128 + 128);
                    }
                    boolean asked = perToken || t == reading.promptTokens() - 1;
                    // a token that executed a probed layer has not exited before
                    boolean probed = PROBES.contains(l) && executed && asked;
                    decisions += probed ? probe : 0;
                    early += l == 1 && !executed ? 1 : 0;
                    again += l == 2 && probed ? 1 : 0;
                }
            }
        }

        private void check(Map<String, Double> values) {
            assertThat(values.get("flops_ratio/decisions"))
                    .isCloseTo(decisions / dense, within(1e-9));
            assertThat(values.get("flops_ratio/all"))
                    .isCloseTo((layers + decisions) / dense, within(1e-9));
            assertThat(values.get("flops_per_token"))
                    .isCloseTo((layers + decisions) / tokens, within(1e-6));
        }
    }
}
