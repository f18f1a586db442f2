package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.experiments.method.MixtureOfDepths;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonTableTests {

    private static final PrimaryMetric MATCH = new PrimaryMetric("synthetic", "exact_match", true);
    private static final RunResult DENSE = run("dense", "dense", 0.91, 1.0);
    private static final RunResult ROUTED = run("d-llm", "dllm", 0.84, 0.54);
    private static final RunResult FIXED = run("static", "static", 0.86, 0.5);
    private static final RunResult COIN = run("random", "random", 0.31, 0.54);

    @Test
    void everyRunIsARowWithItsCosts() {
        String table = ComparisonTable.of(List.of(DENSE, ROUTED));
        assertThat(table)
                .contains("synthetic, 400 examples")
                .containsPattern("dense +1\\.000 +0\\.910 ± 0\\.014 ")
                .containsPattern("d-llm +0\\.540 +0\\.840 ± 0\\.018 ")
                .contains("addition", "chain", "perplexity", "FLOPs layers", "KV kept");
    }

    @Test
    void rowsOfABlockAreEquallyWide() {
        List<String> rows =
                ComparisonTable.of(List.of(DENSE, ROUTED, FIXED)).lines().skip(2).limit(4).toList();
        assertThat(rows).extracting(String::length).containsOnly(rows.getFirst().length());
    }

    @Test
    void stepsAreInOrderOfTheirNumbers() {
        assertThat(ComparisonTable.of(List.of(DENSE))).containsPattern("1 +2 +10\\n");
    }

    @Test
    void theSummaryDistinguishesADifferenceFromNone() {
        String sentence =
                ComparisonTable.of(List.of(DENSE, ROUTED, FIXED, COIN))
                        .lines()
                        .reduce((_, last) -> last)
                        .orElseThrow();
        assertThat(sentence)
                .startsWith(
                        "d-llm executed 54.0 % of the layers and reached exact match 84.0 % on"
                                + " synthetic")
                .contains("worse on these examples than dense, which executed 100.0 %")
                .contains("no measurable difference from static")
                .contains("better on these examples than random");
    }

    @Test
    void theSummaryNamesEveryControl() {
        assertThat(finding(ROUTED, FIXED, run("static, last", "static", 0.99, 0.5)))
                .contains("no measurable difference from static,")
                .contains("worse on these examples than static, last,");
    }

    @Test
    void seedsOfOneVariantAreAveragedAndNotCompared() {
        String sentence =
                finding(
                        run("dense seed=0", "dense", 0.95, 1.0),
                        run("dense seed=1", "dense", 0.93, 1.0),
                        run("d-llm seed=0", "dllm", 0.84, 0.54),
                        run("d-llm seed=1", "dllm", 0.80, 0.50));
        assertThat(sentence)
                .startsWith(
                        "d-llm executed 52.0 % of the layers and reached exact match 82.0 % on"
                                + " synthetic")
                .contains("measurably worse than dense, which executed 100.0 % (-12.0")
                .doesNotContain("seed=")
                .endsWith(
                        "; means of 2 seeds, ± is one standard error over the examples and the"
                                + " seeds.");
    }

    @Test
    void variationBetweenSeedsCountsInTheError() {
        RunResult[] runs = {
            run("d-llm seed=0", "dllm", 0.66, 0.6),
            run("d-llm seed=1", "dllm", 0.40, 0.6),
            run("d-llm seed=2", "dllm", 0.50, 0.6),
            run("static seed=0", "static", 0.64, 0.6),
            run("static seed=1", "static", 0.64, 0.6),
            run("static seed=2", "static", 0.64, 0.6)
        };
        assertThat(finding(runs)).contains("no measurable difference from static");
        assertThat(finding(runs[1], runs[3])).contains("worse on these examples than static");
    }

    @Test
    void anotherSweepKeepsItsRunsApart() {
        String sentence =
                finding(
                        run("d-llm seed=0 method.target=0.5", "dllm", 0.84, 0.54),
                        run("d-llm seed=1 method.target=0.5", "dllm", 0.84, 0.54),
                        run("d-llm seed=0 method.target=0.7", "dllm", 0.9, 0.7));
        assertThat(sentence)
                .startsWith("d-llm method.target=0.5 executed 54.0 %")
                .contains(
                        "worse on these examples than d-llm method.target=0.7, which executed 70.0"
                                + " %")
                .contains("means of 1 to 2 seeds");
    }

    @Test
    void everyOtherMethodIsComparedEvenANewOne() {
        assertThat(finding(run("keeps", "dllm-keep-kv", 0.86, 0.5), ROUTED))
                .startsWith("d-llm executed")
                .contains("no measurable difference from keeps")
                .contains("; one seed, so the variation between seeds is unknown; ±");
        assertThat(finding(run("new", "another", 0.31, 0.54), ROUTED, DENSE))
                .containsSubsequence("than dense", "better on these examples than new");
    }

    @Test
    void methodsAreComparedInAFixedOrderAndNewOnesLast() {
        assertThat(
                        finding(
                                run("new", "another", 0.3, 0.5),
                                run("exits", "adainfer", 0.3, 0.5),
                                COIN,
                                run("places", "position", 0.3, 0.5),
                                FIXED,
                                ROUTED))
                .containsSubsequence("static", "places", "random", "exits", "new");
    }

    private static String finding(RunResult... runs) {
        return ComparisonTable.of(List.of(runs)).lines().reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void perfectScoresHaveAStandardError() {
        RunResult perfect = run("dense", "dense", 1.0, 1.0);
        RunResult almost = run("d-llm", "dllm", 0.9975, 0.5);
        assertThat(ComparisonTable.of(List.of(perfect, almost)))
                .contains("no measurable difference from dense");
    }

    @Test
    void aMissingNumberIsADash() {
        var bare =
                run("x", MATCH, List.of(new TaskResult("synthetic", "exact_match", 0.5, null, 10)));
        assertThat(ComparisonTable.of(List.of(bare))).contains("–");
    }

    @Test
    void noResultsGiveNoText() {
        assertThat(ComparisonTable.of(List.of())).isEmpty();
    }

    @Test
    void theTableIsAboutThePrimaryMetricAndItsDirection() {
        var perplexity = new PrimaryMetric("synthetic", "perplexity", false);
        List<RunResult> runs =
                List.of(
                        run("low", perplexity, List.of(result("perplexity", 1.5, null))),
                        run("high", perplexity, List.of(result("perplexity", 2.5, null))));
        assertThat(ComparisonTable.of(runs))
                .containsPattern("executed rate +perplexity +FLOPs layers")
                .contains("low reached perplexity 1.500 on synthetic, the best of 2.");
    }

    @Test
    void aMetricWithoutAnErrorShowsNoMeasurableDifference() {
        var perplexity = new PrimaryMetric("synthetic", "perplexity", false);
        var dllm =
                new RunResult(
                        "d-llm",
                        new RunGroup(1, "", "d-llm", "{}"),
                        "dllm",
                        null,
                        List.of(perplexity),
                        List.of(result("perplexity", 1.5, null)),
                        Map.of());
        RunResult dense = run("dense", perplexity, List.of(result("perplexity", 2.5, null)));
        assertThat(finding(dllm, dense))
                .contains("no measurable difference from dense")
                .contains("(-1.000)");
    }

    @Test
    void theReachedRateStandsBesideTheTarget() {
        var metrics =
                List.of(result("exact_match", 0.5, 0.1), result("executed_rate/routed", 0.2, null));
        var mod =
                new RunResult(
                        "mod",
                        new RunGroup(1, "", "mod", "{}"),
                        "mod",
                        new MixtureOfDepths("paper", 0.125, null, "aux", 1)
                                .targetRate()
                                .orElse(null),
                        List.of(MATCH),
                        metrics,
                        Map.of());
        assertThat(ComparisonTable.of(List.of(mod, run("dense", "dense", 0.9, 1))))
                .containsPattern("executed rate +target +exact match")
                .containsPattern("mod +– +0.200 of 0.125 +0.500")
                .containsPattern("dense +1.000 +– +0.900");
        assertThat(ComparisonTable.of(List.of(run("dense", "dense", 0.9, 1))))
                .doesNotContain("target");
    }

    private static TaskResult result(String metric, double value, @Nullable Double stderr) {
        return new TaskResult("synthetic", metric, value, stderr, 400);
    }

    private static RunResult run(String name, PrimaryMetric primary, List<TaskResult> results) {
        return new RunResult(
                name,
                new RunGroup(1, "", name, "{}"),
                "dense",
                null,
                List.of(primary),
                results,
                Map.of());
    }

    /** The name is {@code variant seed=0 path=value}. */
    private static RunResult run(String name, String method, double exact, double rate) {
        double error = Math.sqrt(exact * (1 - exact) / 400);
        var results = new ArrayList<TaskResult>();
        results.add(result("exact_match", exact, error));
        for (String bucket :
                List.of("family=chain", "family=addition", "steps=1", "steps=2", "steps=10")) {
            results.add(result("exact_match/" + bucket, exact, error));
        }
        results.add(result("executed_rate", rate, null));
        results.add(result("perplexity", 1.1, null));
        results.add(result("flops_ratio/layers", rate, null));
        results.add(result("flops_ratio/all", rate + 0.02, null));
        results.add(result("kv_ratio", rate, null));
        String[] words = name.split(" ", -1);
        boolean swept = words.length > 1 && words[1].startsWith("seed=");
        String target = words.length > 2 ? words[2].replaceFirst(".*=", "") : "";
        String point = target.isEmpty() ? "{}" : "{\"method.target\":%s}".formatted(target);
        var group = new RunGroup(1, "", swept ? words[0] : name, swept ? point : "{}");
        return new RunResult(
                name, group, method, null, List.of(MATCH), results, Map.of("synthetic", 3.0));
    }
}
