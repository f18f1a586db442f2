package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTableTests {

    private static final RunResult DENSE = run("dense", "Dense", 0.91, 1.0);
    private static final RunResult ROUTED = run("d-llm", "Dllm", 0.84, 0.54);
    private static final RunResult FIXED = run("static", "StaticLayers", 0.86, 0.5);
    private static final RunResult COIN = run("random", "RandomSkip", 0.31, 0.54);

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
    void theSentenceTellsADifferenceFromNone() {
        String sentence =
                ComparisonTable.of(List.of(DENSE, ROUTED, FIXED, COIN))
                        .lines()
                        .reduce((_, last) -> last)
                        .orElseThrow();
        assertThat(sentence)
                .startsWith("d-llm ran 54.0 % of the layers and answered 84.0 % of synthetic")
                .contains("worse on these questions than dense, which ran 100.0 %")
                .contains("no measurable difference from static")
                .contains("better on these questions than random");
    }

    @Test
    void everyControlIsTold() {
        assertThat(finding(ROUTED, FIXED, run("static, last", "StaticLayers", 0.99, 0.5)))
                .contains("no measurable difference from static,")
                .contains("worse on these questions than static, last,");
    }

    @Test
    void seedsOfOneVariantAreOneAndNoRivalsOfEachOther() {
        String sentence =
                finding(
                        run("dense seed=0", "Dense", 0.95, 1.0),
                        run("dense seed=1", "Dense", 0.93, 1.0),
                        run("d-llm seed=0", "Dllm", 0.84, 0.54),
                        run("d-llm seed=1", "Dllm", 0.80, 0.50));
        assertThat(sentence)
                .startsWith("d-llm ran 52.0 % of the layers and answered 82.0 % of synthetic")
                .contains("measurably worse than dense, which ran 100.0 % (-12.0")
                .doesNotContain("seed=")
                .endsWith(
                        "; means of 2 seeds, ± is one standard error over the questions and the"
                                + " seeds.");
    }

    @Test
    void trainingsThatDifferAmongThemselvesAreNotToldApartByTheirQuestions() {
        RunResult[] runs = {
            run("d-llm seed=0", "Dllm", 0.66, 0.6),
            run("d-llm seed=1", "Dllm", 0.40, 0.6),
            run("d-llm seed=2", "Dllm", 0.50, 0.6),
            run("static seed=0", "StaticLayers", 0.64, 0.6),
            run("static seed=1", "StaticLayers", 0.64, 0.6),
            run("static seed=2", "StaticLayers", 0.64, 0.6)
        };
        assertThat(finding(runs)).contains("no measurable difference from static");
        assertThat(finding(runs[1], runs[3])).contains("worse on these questions than static");
    }

    @Test
    void anotherSweepKeepsItsRunsApart() {
        String sentence =
                finding(
                        run("d-llm seed=0 method.target=0.5", "Dllm", 0.84, 0.54),
                        run("d-llm seed=1 method.target=0.5", "Dllm", 0.84, 0.54),
                        run("d-llm seed=0 method.target=0.7", "Dllm", 0.9, 0.7));
        assertThat(sentence)
                .startsWith("d-llm method.target=0.5 ran 54.0 %")
                .contains("worse on these questions than d-llm method.target=0.7, which ran 70.0 %")
                .contains("means of 1 to 2 seeds");
    }

    @Test
    void aMethodIsKnownByItsLabelWhateverElseItSays() {
        assertThat(finding(ROUTED, run("keeps", "Dllm, no eviction", 0.86, 0.5)))
                .contains("no measurable difference from keeps")
                .contains("; one seed, whose spread is not known; ±");
        assertThat(finding(ROUTED, run("coin", "RandomSkip, no eviction", 0.31, 0.54)))
                .contains("better on these questions than coin");
    }

    private static String finding(RunResult... runs) {
        return ComparisonTable.of(List.of(runs)).lines().reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void allRightIsNotWithoutError() {
        RunResult perfect = run("dense", "Dense", 1.0, 1.0);
        RunResult almost = run("d-llm", "Dllm", 0.9975, 0.5);
        assertThat(ComparisonTable.of(List.of(perfect, almost)))
                .contains("no measurable difference from dense");
    }

    @Test
    void aMissingNumberIsADash() {
        var bare = new RunResult("x", "Dense", Map.of("t/exact_match", 0.5, "t/examples", 10.0));
        assertThat(ComparisonTable.of(List.of(bare))).contains("–");
    }

    @Test
    void noResultsGiveNoText() {
        assertThat(ComparisonTable.of(List.of())).isEmpty();
    }

    private static RunResult run(String name, String method, double exact, double rate) {
        var summary = new TreeMap<String, Double>();
        summary.put("synthetic/exact_match", exact);
        summary.put("synthetic/exact_match_stderr", Math.sqrt(exact * (1 - exact) / 400));
        summary.put("synthetic/examples", 400.0);
        for (String family : List.of("chain", "addition")) {
            summary.put("synthetic/exact_match/family=" + family, exact);
        }
        for (int steps : List.of(1, 2, 10)) {
            summary.put("synthetic/exact_match/steps=" + steps, exact);
        }
        summary.put("synthetic/executed_rate", rate);
        summary.put("synthetic/perplexity", 1.1);
        summary.put("synthetic/flops_ratio/layers", rate);
        summary.put("synthetic/flops_ratio/all", rate + 0.02);
        summary.put("synthetic/kv_ratio", rate);
        summary.put("time/synthetic/seconds", 3.0);
        return new RunResult(name, method, summary);
    }
}
