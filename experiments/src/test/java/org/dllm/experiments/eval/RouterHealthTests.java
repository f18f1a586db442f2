package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.DecisionKinds;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.MixtureOfDepths;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.model.RouterDecisions.Decision;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterHealthTests {

    private static final KeepSpec KEEP = new KeepSpec(1, 2);
    private static final Method ROUTED =
            new Dllm(0.5, new AlphaSpec(1, "sine"), KEEP, true, new TokenMlp(8));

    /** Two routers: of layer 1 with rates ½, of layer 3 with rate 1. */
    @Test
    void numbersAreThoseComputedByHand() {
        double d = Math.log(3); // p = ¾
        List<Decision> decisions =
                List.of(
                        new Decision(2, true, d),
                        new Decision(2, false, -d),
                        new Decision(6, true, 0),
                        new Decision(6, true, 0));
        double entropy = 2 - 0.75 * Math.log(3) / Math.log(2); // of ¾, in bits
        Map<String, Double> values = values(RouterHealth.results(decisions, 0, 1));
        assertThat(values)
                .containsEntry("router/executed_rate", 0.75)
                .containsEntry("router/executed_rate/layer_01", 0.5)
                .containsEntry("router/executed_rate/layer_03", 1.0)
                .containsEntry("router/entropy/layer_03", 1.0)
                .containsEntry("router/flip_rate/layer_03", 0.5)
                .containsEntry("router/token_variance", 0.125)
                .containsEntry("router/constant_layers", 0.5)
                .doesNotContainKey("router/entropy/layer_00");
        assertThat(values.get("router/entropy/layer_01")).isCloseTo(entropy, within(1e-12));
        assertThat(values.get("router/entropy")).isCloseTo((1 + entropy) / 2, within(1e-12));
        assertThat(values.get("router/flip_rate/layer_01")).isCloseTo(0.25, within(1e-12));
        assertThat(values.get("router/flip_rate")).isCloseTo(0.375, within(1e-12));
    }

    @Test
    void theDistanceFromTheThresholdDecidesHowOftenNoiseFlips() {
        var one = List.of(new Decision(2, true, 3));
        assertThat(values(RouterHealth.results(one, 1, 1)).get("router/flip_rate"))
                .isCloseTo(1 / (1 + Math.exp(2)), within(1e-12));
    }

    @Test
    void aRouterIsConstantBeyondOnePercent() {
        for (int skipped : List.of(0, 1, 2, 198, 199, 200)) {
            var decisions = new ArrayList<Decision>();
            for (int token = 0; token < 200; token++) {
                decisions.add(new Decision(2, token >= skipped, 0));
            }
            boolean constant = skipped < 2 || skipped > 198;
            assertThat(values(RouterHealth.results(decisions, 0, 1)))
                    .as("skipped %d of 200", skipped)
                    .containsEntry("router/constant_layers", constant ? 1.0 : 0.0);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, -1.2, 2.5, -5})
    void theFlipRateIsThatOfSimulatedTrainingNoise(double d) {
        var stream = new RandomStreams(7).stream("simulation");
        int flips = 0;
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            // Gumbel noise on both logits, as in D-LLM's equation 8
            double execute = d - Math.log(-Math.log(stream.uniform()));
            double skip = -Math.log(-Math.log(stream.uniform()));
            flips += execute >= skip == d >= 0 ? 0 : 1;
        }
        double p = RouterHealth.flips(d);
        double error = Math.sqrt(p * (1 - p) / draws);
        assertThat((double) flips / draws).isCloseTo(p, within(5 * error));
    }

    @Test
    void hugeLogitsHaveNoEntropyAndFlipNothing() {
        for (double d : new double[] {1e5, -1e5, Double.POSITIVE_INFINITY}) {
            assertThat(RouterHealth.entropy(d)).isBetween(0.0, 1e-300);
            assertThat(RouterHealth.flips(d)).isBetween(0.0, 1e-300);
        }
    }

    /** The decisions of the metric are those that the evaluation took. */
    @Test
    void theRateIsThatOfTheTextsThatTheTaskRead() {
        try (var tiny = new TinyEvaluatedModel(ROUTED)) {
            Evaluated evaluated = tiny.evaluated();
            double executed = 0;
            double asked = 0;
            for (GeneratedAnswer answer : TinyEvaluatedModel.answers(evaluated)) {
                Trace trace = answer.texts().getFirst().trace();
                for (int token = 0; token < trace.tokens(); token++) {
                    for (int site = 0; site < trace.sites(); site++) {
                        if (evaluated.model().gate().at(answer.index(), token, site) == Gate.ASK) {
                            executed += trace.executed(token, site) ? 1 : 0;
                            asked++;
                        }
                    }
                }
            }
            Map<String, Double> values = values(new RouterHealth().of(evaluated));
            assertThat(values).containsEntry("router/executed_rate", executed / asked);
            assertThat(values.keySet())
                    .filteredOn(key -> key.startsWith("router/entropy/"))
                    .containsExactlyInAnyOrder(
                            "router/entropy/layer_01",
                            "router/entropy/layer_02",
                            "router/entropy/layer_03");
        }
    }

    @Test
    void everyKindOfTaskIsReadAsItWas() {
        try (var tiny = new TinyEvaluatedModel(ROUTED)) {
            assertThat(MetricContractTests.kinds(tiny))
                    .allSatisfy(task -> {
                        var executed = new long[2];
                        task.forEach(answer ->
                                answer.texts()
                                        .forEach(text -> count(task, answer, text, executed)));
                        assertThat(values(new RouterHealth().of(task)))
                                .containsEntry(
                                        "router/executed_rate", (double) executed[0] / executed[1]);
                    });
        }
    }

    private static void count(Evaluated task, Answer answer, Reading text, long[] executed) {
        Trace trace = text.trace();
        for (int token = 0; token < trace.tokens(); token++) {
            for (int layer = 0; layer < trace.layers(); layer++) {
                int site = Site.attention(layer);
                int position = trace.position(token);
                if (task.model().gate().at(answer.index(), position, site) == Gate.ASK) {
                    executed[0] += trace.executed(token, site) ? 1 : 0;
                    executed[1]++;
                }
            }
        }
    }

    static Stream<Method> deciding() {
        return Stream.of(
                new MixtureOfDepths("paper", 0.4, null, "aux", 1),
                new MixtureOfDepths("retrofit", 0.4, null, "mlp", 1),
                DecisionKinds.exits("mlp", List.of(0, 2), "copy", "token", 5e-4f),
                DecisionKinds.exits("linear", List.of(0, 2), "mask", "sequence", 5e-4f));
    }

    @ParameterizedTest
    @MethodSource("deciding")
    void predictorsAndExitsHaveHealthOfTheLayersInWhichTheyDecide(Method method) {
        try (var tiny = new TinyEvaluatedModel(method)) {
            assertThat(values(new RouterHealth().of(tiny.evaluated())).keySet())
                    .filteredOn(key -> key.startsWith("router/flip_rate/"))
                    // no token may be left for the second probe
                    .contains("router/flip_rate/layer_01")
                    .isSubsetOf("router/flip_rate/layer_01", "router/flip_rate/layer_03");
        }
    }

    @Test
    void withoutARouterThereIsNoHealth() {
        for (Method method : List.of(new Dense(), new RandomSkip(0.6, KEEP, true))) {
            try (var tiny = new TinyEvaluatedModel(method)) {
                assertThat(new RouterHealth().of(tiny.evaluated())).isEmpty();
            }
        }
    }

    private static Map<String, Double> values(List<Result> results) {
        var values = new HashMap<String, Double>();
        results.forEach(result -> values.put(result.metric(), result.value()));
        return values;
    }
}
