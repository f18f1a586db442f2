package org.dllm.platform.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.RunEvent.Manifest;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.experiment.Submission;
import org.dllm.platform.experiment.Submissions;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ReportsTests {

    private static final String DOCUMENT =
            """
            name: reported
            model: {from: synthetic-base}
            train: {steps: 20, batch: 4}
            data: [{set: {type: Synthetic}}]
            evaluate: [{task: chains, set: {type: Synthetic}}]
            variants:
              dense: {method: Dense}
              d-llm: {method: {type: Dllm, target: 0.5}}
              random: {method: {type: RandomSkip, rate: 0.5}}
            sweep: {seed: [0, 1]}
            """;

    private final TestDatabase database;
    private final Map<String, RunId> runs;

    ReportsTests(TestDatabase database) {
        this.database = database.clear();
        var all = database.get(Runs.class);
        runs =
                database
                        .get(Submissions.class)
                        .submit(new Submission(DOCUMENT, List.of("train.steps=30"), 0, false, null))
                        .runs()
                        .stream()
                        .map(all::require)
                        .collect(Collectors.toMap(Run::name, Run::id));
    }

    @Test
    void aReportHasConditionsResultsSeedsAndTheSpec() {
        finish("dense seed=0", 1.0, 1.0, "EPYC");
        finish("dense seed=1", 0.9, 1.0, "EPYC");
        finish("d-llm seed=0", 0.6, 0.625, "EPYC");
        finish("d-llm seed=1", 0.7, 0.575, "Xeon");
        finish("random seed=0", 0.5, 0.7, "EPYC");
        database.get(Runs.class).failed(run("random seed=1"), "no memory");

        String report = report();
        assertThat(report)
                .contains("| runs | 5 of 6 finished |")
                .contains("| seeds | 0, 1 |")
                .contains("| cpu | EPYC; Xeon |")
                .contains("| hash of the code | 0123456789ab |")
                .contains("`./dllm submit SPEC --set train.steps=30`")
                .contains(DOCUMENT.strip());
        assertThat(lines(report, "|  | random", "| ● |"))
                .as("by cost; nothing is better than the marked ones at their cost or less")
                .containsExactly(
                        "| ● | d-llm | 0.650 ± 0.071 | 0.600 | 0.650 | 0.660 |",
                        "|  | random | 0.500 (1 of 2 seeds) | 0.700 | 0.500 | 0.510 |",
                        "| ● | dense | 0.950 ± 0.071 | 1.000 | 0.950 | 0.960 |");
        assertThat(lines(report, "| random | 0", "| d-llm | 0"))
                .containsExactly(
                        "| d-llm | 0.600 at 0.625 | 0.700 at 0.575 |",
                        "| random | 0.500 at 0.700 |  |");
    }

    @Test
    void aReportOfRunsThatHaveNotStartedSaysSo() {
        assertThat(report()).contains("| runs | 0 of 6 finished |").contains("queued");
    }

    @Test
    void thereIsNoReportOfAnotherSubmission() {
        assertThat(database.get(Reports.class).of("reported", 4711L)).isEmpty();
        assertThat(database.get(Reports.class).of("other", null)).isEmpty();
    }

    private String report() {
        return ReportText.of(database.get(Reports.class).of("reported", null).orElseThrow());
    }

    private static List<String> lines(String text, String... beginnings) {
        return text.lines()
                .filter(line -> List.of(beginnings).stream().anyMatch(line::startsWith))
                .toList();
    }

    private void finish(String name, double value, double flops, String cpu) {
        var all = database.get(Runs.class);
        String manifest =
                """
                {"code": "0123456789abcdef", "platform": {"cpu": "%s", "threads": 1}}
                """
                        .formatted(cpu);
        all.manifest(run(name), new Manifest(manifest, "0"));
        database.get(RunResults.class)
                .put(
                        run(name),
                        List.of(
                                result("exact_match", value),
                                result("exact_match/family=chain", value),
                                result("exact_match/family=sorting", value + 0.01),
                                result("flops_ratio/all", flops)));
        all.finished(run(name));
    }

    private static TaskResult result(String metric, double value) {
        return new TaskResult("chains", metric, value, null, 12);
    }

    private RunId run(String name) {
        return Objects.requireNonNull(runs.get(name), name);
    }
}
