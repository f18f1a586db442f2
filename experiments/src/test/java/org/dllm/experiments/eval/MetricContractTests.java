package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.dllm.experiments.data.Choices;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.eval.GeneratedAnswer.Extraction;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.LeftOut;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.RoutedSites;
import org.dllm.experiments.method.StaticLayers;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Penalty;
import org.dllm.experiments.routing.RateBudget;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.routing.SoftGate;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricContractTests {

    private static final MethodSpec HALF = new StaticLayers(List.of(0, 3));
    private static final KeepSpec KEEP = new KeepSpec(1, 2);
    static final MethodSpec COIN = new RandomSkip(0.6, KEEP, true);
    private static final MethodSpec COIN_KEPT = new RandomSkip(0.6, KEEP, false);

    private static MethodSpec routed(boolean evict) {
        return new Dllm(0.5, new AlphaSpec(1, "sine"), KEEP, evict, new TokenMlp(8));
    }

    private static MethodSpec bothSites() {
        return new Dllm(
                0.5,
                new AlphaSpec(1, "sine"),
                KEEP,
                "copy",
                new TokenMlp(8),
                "both",
                new SoftGate(0.5),
                RateBudget.PLAIN,
                Penalty.NONE,
                null,
                List.of(),
                null);
    }

    static List<Metric> metrics() {
        return Metric.all();
    }

    @Test
    void everyPermittedMetricIsListed() {
        assertThat(Metric.all())
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder((Class[]) Metric.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void valuesAreFiniteAndNotNegative(Metric metric) {
        try (var tiny = new TinyEvaluatedModel(routed(true))) {
            List<Result> results = kinds(tiny).flatMap(task -> metric.of(task).stream()).toList();
            assertThat(results)
                    .isNotEmpty()
                    .allSatisfy(result -> {
                        assertThat(result.value()).isFinite().isNotNegative();
                        assertThat(result.n()).isPositive();
                        assertThat(Metric.measure(result.metric()))
                                .hasValueSatisfying(m -> assertThat(metric.measures()).contains(m));
                    });
        }
    }

    /** One evaluated task of each kind. */
    static Stream<Evaluated> kinds(TinyEvaluatedModel tiny) {
        return Stream.of(tiny.evaluated(), tiny.chosen(), tiny.scored());
    }

    @Test
    void everyKindOfTaskIsEvaluated() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            List<Class<?>> kinds =
                    kinds(tiny).<Class<?>>map(task -> task.task().getClass()).toList();
            assertThat(kinds).containsExactlyInAnyOrder(TaskSpec.class.getPermittedSubclasses());
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void nothingEvaluatedGivesNothing(Metric metric) {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            var empty = tiny.with(List.of());
            assertThat(metric.of(empty)).isEmpty();
        }
    }

    @Test
    void theStandardErrorHasTheKeyOfTheHarness() {
        assertThat(new Result("exact_match,strict-match/family=a", 1, 0.0, 2).stderrKey())
                .isEqualTo("exact_match_stderr,strict-match/family=a");
        assertThat(new Result("acc", 1, 0.0, 2).stderrKey()).isEqualTo("acc_stderr");
    }

    @Test
    void noRateIsMeasuredWhereNoTimePassed() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            var empty = tiny.with(List.of());
            assertThat(empty.timeMetrics()).containsOnlyKeys("time/synthetic/seconds");
        }
    }

    @Test
    void perfectAnswersScoreOneAndEmptyOnesNothing() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            assertThat(exact(tiny, _ -> true))
                    .containsEntry("exact_match", 1.0)
                    .containsEntry("exact_match/family=recall", 1.0)
                    .containsEntry("exact_match ±", 0.0)
                    .containsEntry("exact_match/family=chain n", 2.0);
            assertThat(exact(tiny, _ -> false)).containsEntry("exact_match", 0.0);
        }
    }

    @Test
    void theStandardErrorIsThatOfAMean() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            Map<String, Double> values = exact(tiny, index -> index % 2 == 0);
            assertThat(values.get("exact_match")).isEqualTo(0.5);
            assertThat(values.get("exact_match ±")).isCloseTo(Math.sqrt(0.25 / 9), within(1e-9));
        }
    }

    @Test
    void theStandardErrorOverSeveralFamiliesIsPooled() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            // two families of 5 with 5 and 3 right answers
            var answers = new ArrayList<ChosenAnswer>();
            for (int i = 0; i < 10; i++) {
                var choices = new Choices(" ", List.of("a", "b"), i == 1 || i == 3 ? 1 : 0);
                answers.add(
                        new ChosenAnswer(
                                i,
                                Example.choosing("e" + i, "family" + i % 2, "", choices),
                                List.of(-1.0, -2.0),
                                0,
                                List.of()));
            }
            Result all = new Accuracy().of(tiny.with(answers)).getFirst();
            assertThat(all.metric()).isEqualTo("acc");
            assertThat(all.value()).isEqualTo(0.8);
            // pooled_sample_stderr([0, sqrt(.6 * .4 / 4)], [5, 5]) of lm-evaluation-harness
            assertThat(all.stderr()).isCloseTo(Math.sqrt(0.06 * 4 * 5 / 8 / 10), within(1e-12));
        }
    }

    @Test
    void anUntrainedModelIsAsPerplexedAsChance() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            double perplexity = new Perplexity().of(tiny.evaluated()).getFirst().value();
            assertThat(perplexity).isCloseTo(49, within(3.0));
        }
    }

    @Test
    void theDenseModelRunsKeepsAndCostsEverything() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            Map<String, Double> metrics = TinyEvaluatedModel.values(tiny.evaluated());
            for (String ratio :
                    List.of(
                            "executed_rate",
                            "executed_rate/unforced_tokens",
                            "flops_ratio/layers",
                            "flops_ratio/all",
                            "flops_ratio/paper",
                            "kv_ratio")) {
                assertThat(metrics.get("" + ratio)).as(ratio).isEqualTo(1.0);
            }
        }
    }

    @Test
    void halfTheLayersCostHalfWithoutTheHead() {
        try (var tiny = new TinyEvaluatedModel(HALF)) {
            Map<String, Double> metrics = TinyEvaluatedModel.values(tiny.evaluated());
            assertThat(metrics.get("flops_ratio/layers")).isCloseTo(0.5, within(1e-9));
            assertThat(metrics.get("flops_ratio/all")).isGreaterThan(0.5).isLessThan(0.7);
            assertThat(metrics.get("kv_ratio")).isEqualTo(0.5);
            assertThat(metrics.get("executed_rate/answer")).isEqualTo(0.5);
        }
    }

    @Test
    void theUnforcedRateCountsTokensThatACoinSentEverywhere() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            Evaluated evaluated = tiny.evaluated();
            double executed = 0;
            double total = 0;
            for (GeneratedAnswer answer : TinyEvaluatedModel.answers(evaluated)) {
                Trace trace = answer.generated().trace();
                for (int t = 2; t < trace.tokens(); t++) {
                    for (int l = 0; l < 4; l++) {
                        executed += trace.executed(t, Site.attention(l)) ? 1 : 0;
                        total++;
                    }
                }
            }
            assertThat(TinyEvaluatedModel.values(evaluated))
                    .containsEntry("executed_rate/unforced_tokens", executed / total)
                    .doesNotContainKey("executed_rate/routed");
        }
    }

    @Test
    void theUnforcedRateOfEachLayerIsMeasured() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            Evaluated evaluated = tiny.evaluated();
            Map<String, Double> values = TinyEvaluatedModel.values(evaluated);
            double mean = 0;
            for (int l = 0; l < 4; l++) {
                double executed = 0;
                double total = 0;
                for (GeneratedAnswer answer : TinyEvaluatedModel.answers(evaluated)) {
                    Trace trace = answer.generated().trace();
                    for (int t = 2; t < trace.tokens(); t++, total++) {
                        executed += trace.executed(t, Site.attention(l)) ? 1 : 0;
                    }
                }
                String key = "executed_rate/unforced_tokens/layer_0" + l;
                assertThat(ExecutedRate.ofLayer(l)).isEqualTo(key);
                assertThat(values).containsEntry(key, executed / total);
                mean += executed / total / 4;
            }
            assertThat(values.get("executed_rate/unforced_tokens")).isCloseTo(mean, within(1e-12));
            assertThat(values).doesNotContainKey(ExecutedRate.ofLayer(4));
        }
        try (var tiny = new TinyEvaluatedModel(HALF)) {
            assertThat(TinyEvaluatedModel.values(tiny.evaluated()))
                    .as("every token is forced")
                    .containsEntry(ExecutedRate.ofLayer(0), 1.0)
                    .containsEntry(ExecutedRate.ofLayer(1), 0.0);
        }
    }

    static Stream<Method> skipping() {
        return Stream.of(
                COIN,
                COIN_KEPT,
                routed(true),
                routed(false),
                bothSites(),
                new LeftOut(List.of(2, 5)),
                new RoutedSites(List.of(2, 3, 5, 6), true, KvPolicy.EVICT),
                new RoutedSites(List.of(2, 3, 5, 6), true, KvPolicy.COMPUTE),
                new RoutedSites(List.of(2, 6), false, KvPolicy.COPY));
    }

    @ParameterizedTest
    @MethodSource("skipping")
    void operationsFollowTheFormula(Method method) {
        try (var tiny = new TinyEvaluatedModel(method)) {
            Evaluated evaluated = tiny.evaluated();
            double expected = 0;
            double tokens = 0;
            for (GeneratedAnswer answer : TinyEvaluatedModel.answers(evaluated)) {
                Trace trace = answer.generated().trace();
                tokens += trace.tokens();
                for (int l = 0; l < 4; l++) {
                    int kept = 0;
                    for (int t = 0; t < trace.tokens(); t++) {
                        boolean executed = trace.executed(t, Site.attention(l));
                        kept += executed || !method.kvPolicy().evicts() ? 1 : 0;
                        if (executed) {
                            // q, k, v, o of 16×16, 16×8, 16×8, 16×16; scores and sum
                            expected += 2 * (256 + 128 + 128 + 256) + 4 * 16 * kept;
                        } else if (method.kvPolicy() == KvPolicy.COMPUTE) {
                            // only k and v
                            expected += 2 * (128 + 128);
                        }
                        // three of 16×24
                        expected += trace.executed(t, Site.feedForward(l)) ? 2 * 3 * 384 : 0;
                        for (int site = Site.attention(l); site <= Site.feedForward(l); site++) {
                            // a router of 16×8 and 8×2
                            boolean asks = method.mode(site, 4) == SiteMode.ASK && t >= 2;
                            expected += asks ? 2 * (128 + 16) : 0;
                        }
                    }
                }
                expected += 2.0 * 16 * 49 * answer.generated().logits();
            }
            assertThat(TinyEvaluatedModel.values(evaluated).get("flops_per_token"))
                    .isCloseTo(expected / tokens, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("skipping")
    void papersCountTheWeightsOfExecutedSites(Method method) {
        try (var tiny = new TinyEvaluatedModel(method)) {
            Evaluated evaluated = tiny.evaluated();
            double weights = 0;
            double all = 0;
            for (GeneratedAnswer answer : TinyEvaluatedModel.answers(evaluated)) {
                Trace trace = answer.generated().trace();
                for (int t = 0; t < trace.tokens(); t++) {
                    for (int l = 0; l < 4; l++) {
                        boolean computes = method.kvPolicy() == KvPolicy.COMPUTE;
                        // q, k, v, o of 16×16, 16×8, 16×8, 16×16; three of 16×24
                        weights += trace.executed(t, Site.attention(l)) ? 768 : computes ? 256 : 0;
                        weights += trace.executed(t, Site.feedForward(l)) ? 3 * 384 : 0;
                        all += 768 + 3 * 384;
                    }
                }
            }
            assertThat(TinyEvaluatedModel.values(evaluated))
                    .containsEntry("flops_ratio/paper", weights / all);
        }
    }

    @Test
    void papersCountTheExecutedRateIfWholeLayersAreSkipped() {
        for (MethodSpec method : List.of(COIN, routed(true), HALF)) {
            try (var tiny = new TinyEvaluatedModel(method)) {
                Map<String, Double> values = TinyEvaluatedModel.values(tiny.evaluated());
                for (String phase : List.of("", "/prompt", "/answer")) {
                    assertThat(values.get("flops_ratio/paper" + phase))
                            .isEqualTo(values.get("executed_rate" + phase));
                }
            }
        }
    }

    @Test
    void aTokenThatIsNotEvictedLeavesItsKeyInEveryLayer() {
        for (MethodSpec method : List.of(COIN_KEPT, routed(false))) {
            try (var tiny = new TinyEvaluatedModel(method)) {
                assertThat(TinyEvaluatedModel.values(tiny.evaluated()))
                        .containsEntry("kv_ratio", 1.0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRoutedRateCountsRouterDecisionsOnly(boolean evict) {
        try (var tiny = new TinyEvaluatedModel(routed(evict))) {
            Evaluated evaluated = tiny.evaluated();
            double executed = 0;
            double asked = 0;
            for (GeneratedAnswer answer : TinyEvaluatedModel.answers(evaluated)) {
                Trace trace = answer.generated().trace();
                for (int t = 2; t < trace.tokens(); t++) {
                    for (int l = 1; l < 4; l++) {
                        executed += trace.executed(t, Site.attention(l)) ? 1 : 0;
                        asked++;
                    }
                }
            }
            assertThat(executed / asked).isBetween(0.2, 0.8);
            assertThat(TinyEvaluatedModel.values(evaluated))
                    .containsEntry("executed_rate/routed", executed / asked);
        }
    }

    private static Map<String, Double> exact(TinyEvaluatedModel tiny, IntPredicate correct) {
        List<GeneratedAnswer> answers =
                TinyEvaluatedModel.answers(tiny.evaluated()).stream()
                        .map(answer ->
                                with(answer, new Extraction("", "", correct.test(answer.index()))))
                        .toList();
        var values = new HashMap<String, Double>();
        for (Result result : new ExactMatch().of(tiny.with(answers))) {
            values.put(result.metric(), result.value());
            values.put(result.metric() + " n", (double) result.n());
            if (result.stderr() != null) {
                values.put(result.metric() + " ±", result.stderr());
            }
        }
        return values;
    }

    static GeneratedAnswer with(GeneratedAnswer a, Extraction... extractions) {
        return new GeneratedAnswer(
                a.index(),
                a.example(),
                a.text(),
                List.of(extractions),
                a.generated(),
                a.read(),
                a.completionNll(),
                a.cut(),
                a.kvBytes());
    }
}
