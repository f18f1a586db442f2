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

    @ParameterizedTest
    @CsvSource({
        "mlp, copy, token, 16",
        "linear, mask, token, 8",
        "linear, copy, sequence, 8",
        "mlp, mask, sequence, 16"
    })
    void probesAreCountedUntilTheExit(String classifier, String kv, String per, long network) {
        Method method = DecisionKinds.exits(classifier, PROBES, kv, per, 5e-4f);
        try (var tiny = new TinyEvaluatedModel(method)) {
            Evaluated evaluated = tiny.evaluated();
            double layers = 0;
            double decisions = 0;
            double dense = 0;
            double tokens = 0;
            int skips = 0;
            for (GeneratedAnswer answer : TinyEvaluatedModel.answers(evaluated)) {
                Reading reading = answer.generated();
                Trace trace = reading.trace();
                tokens += trace.tokens();
                dense += HEAD * reading.logits();
                layers += HEAD * reading.logits();
                for (int l = 0; l < 4; l++) {
                    int kept = 0;
                    for (int t = 0; t < trace.tokens(); t++) {
                        boolean executed = trace.executed(t, Site.attention(l));
                        skips += executed ? 0 : 1;
                        dense += 2 * (768 + 3 * 384) + 4 * 16 * (t + 1);
                        kept += executed || kv.equals("copy") ? 1 : 0;
                        if (executed) {
                            layers += 2 * (768 + 3 * 384) + 4 * 16 * kept;
                        } else if (kv.equals("copy")) {
                            layers += 2 * (128 + 128);
                        }
                        boolean asked = per.equals("token") || t == reading.promptTokens() - 1;
                        // who executed a probed layer has not exited before
                        decisions += PROBES.contains(l) && executed && asked ? HEAD + network : 0;
                    }
                }
            }
            assertThat(skips / (4 * tokens)).isBetween(0.1, 0.7);
            Map<String, Double> values = TinyEvaluatedModel.values(evaluated);
            assertThat(values.get("flops_ratio/decisions"))
                    .isCloseTo(decisions / dense, within(1e-9));
            assertThat(values.get("flops_ratio/all"))
                    .isCloseTo((layers + decisions) / dense, within(1e-9));
            assertThat(values.get("flops_per_token"))
                    .isCloseTo((layers + decisions) / tokens, within(1e-6));
        }
    }
}
