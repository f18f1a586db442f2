package org.dllm.platform.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.RunEvent.ExampleScore;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.experiment.Submission;
import org.dllm.platform.experiment.Submissions;
import org.dllm.platform.run.ExampleScores;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunDeletion;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ResultTablesTests {

    private static final String DOCUMENT =
            """
            name: two-sets
            model: {from: synthetic-base}
            baseline: dense
            train: {steps: 20, batch: 4}
            data: [{set: {type: Synthetic}}]
            datasets:
              chains: {evaluate: [{task: chains, set: {type: Synthetic}}]}
              texts: {evaluate: [{task: texts, set: {type: Synthetic}, metric: perplexity}]}
            variants:
              dense: {method: Dense}
              d-llm: {method: {type: Dllm, target: 0.5}}
              random: {method: {type: RandomSkip, rate: 0.5}}
            sweep: {seed: [0, 1]}
            """;

    private final TestDatabase database;
    private final ResultTables tables;

    ResultTablesTests(TestDatabase database) {
        this.database = database.clear();
        tables = database.get(ResultTables.class);
    }

    @Test
    void aTableHasARowPerDataSetAndAColumnPerVariant() {
        submit(false);
        ResultTable table = table();
        assertThat(table.columns())
                .extracting(ResultTable.Column::name)
                .containsExactly("dense", "d-llm", "random");
        assertThat(table.rows())
                .extracting(ResultTable.Row::name)
                .containsExactly("chains", "texts");
        assertThat(table.rows().getFirst().cells())
                .allSatisfy(cell -> {
                    assertThat(cell.mean()).isNull();
                    assertThat(cell.planned()).isEqualTo(2);
                    assertThat(cell.missing())
                            .extracting(Cell.Missing::stateText)
                            .containsExactly("queued", "queued");
                });
        assertThat(tables.of("two-sets", 4711L)).isEmpty();
        assertThat(tables.of("other", null)).isEmpty();
    }

    @Test
    void aCellIsTheMeanAndTheStandardDeviationOverSeeds() {
        Map<String, RunId> runs = submit(false);
        finish(require(runs, "chains/dense seed=0"), "chains", "exact_match", 0.8, 1.0);
        finish(require(runs, "chains/dense seed=1"), "chains", "exact_match", 0.9, 1.0);
        finish(require(runs, "chains/d-llm seed=0"), "chains", "exact_match", 0.5, 0.6);
        finish(require(runs, "chains/d-llm seed=1"), "chains", "exact_match", 0.7, 0.5);
        finish(require(runs, "chains/random seed=0"), "chains", "exact_match", 0.4, 0.5);
        finish(require(runs, "texts/d-llm seed=0"), "texts", "perplexity", 3.0, 0.5);
        finish(require(runs, "texts/random seed=0"), "texts", "perplexity", 2.0, 0.5);
        database.get(Runs.class).failed(require(runs, "chains/random seed=1"), "no memory");

        ResultTable table = table();
        Cell dllm = table.rows().get(0).cells().get(1);
        assertThat(dllm.mean()).isCloseTo(0.6, within(1e-12));
        assertThat(dllm.deviation()).isCloseTo(Math.sqrt(0.02), within(1e-12));
        assertThat(dllm.flopsLayers()).isCloseTo(0.55, within(1e-12));
        assertThat(dllm.flopsAll()).isCloseTo(0.65, within(1e-12));
        assertThat(dllm.seeds()).isEqualTo(2);
        assertThat(table.rows().get(0).cells())
                .extracting(Cell::mark)
                .containsExactly(Cell.Mark.NONE, Cell.Mark.BEST, Cell.Mark.SECOND);
        assertThat(table.rows().get(1).cells())
                .extracting(Cell::mark)
                .containsExactly(Cell.Mark.NONE, Cell.Mark.SECOND, Cell.Mark.BEST);
        Cell random = table.rows().get(0).cells().get(2);
        assertThat(random.seeds()).isEqualTo(1);
        assertThat(random.deviation()).isNull();
        assertThat(random.missing())
                .singleElement()
                .satisfies(missing -> {
                    assertThat(missing.stateText()).isEqualTo("failed");
                    assertThat(missing.reason()).isEqualTo("no memory");
                    assertThat(missing.command())
                            .isEqualTo("./dllm resume " + require(runs, "chains/random seed=1"));
                });
    }

    @Test
    void aDeletedRunLeavesACellThatIsNotSubmitted() {
        Map<String, RunId> runs = submit(false);
        RunId deleted = require(runs, "texts/random seed=1");
        database.get(Runs.class).cancel(deleted);
        var deletion = database.get(RunDeletion.class);
        deletion.begin(deleted);
        deletion.erase(deleted);
        deletion.finish(deleted);
        assertThat(table().rows().get(1).cells().get(2).missing())
                .extracting(Cell.Missing::stateText, Cell.Missing::command)
                .contains(
                        tuple(
                                "not submitted",
                                "./dllm submit SPEC --set train.steps=30 --missing"));
    }

    @Test
    void systemsAreComparedWithTheBaselineExampleByExample() {
        Map<String, RunId> runs = submit(false);
        for (String seed : List.of("0", "1")) {
            finish(require(runs, "chains/dense seed=" + seed), "chains", "exact_match", 0.9, 1.0);
            finish(require(runs, "chains/d-llm seed=" + seed), "chains", "exact_match", 0.5, 0.6);
            finish(require(runs, "chains/random seed=" + seed), "chains", "exact_match", 0.9, 0.6);
            score(runs, "chains/dense seed=" + seed, 1, 12);
            score(runs, "chains/d-llm seed=" + seed, 0, 12);
            score(runs, "chains/random seed=" + seed, 1, 10);
        }
        List<Cell> row = table().rows().getFirst().cells();
        assertThat(row.get(0).test()).isNull();
        // 12 of 12 examples are worse: p = 2 / 2^12, and there are two tests
        Cell.Test worse = Objects.requireNonNull(row.get(1).test());
        assertThat(worse.examples()).isEqualTo(12);
        assertThat(worse.p()).isCloseTo(2.0 / 4096, within(1e-12));
        assertThat(worse.adjusted()).isCloseTo(4.0 / 4096, within(1e-12));
        assertThat(worse.better()).isFalse();
        assertThat(row.get(2).test()).isEqualTo(new Cell.Test(10, 1, 1, false));
        assertThat(table().tests()).isEqualTo(2);
    }

    @Test
    void submittingAgainRunsOnlyWhatIsMissingOrFailedAndTheTableUsesTheRest() {
        Map<String, RunId> runs = submit(false);
        finish(require(runs, "chains/dense seed=0"), "chains", "exact_match", 0.9, 1.0);
        database.get(Runs.class).failed(require(runs, "chains/d-llm seed=1"), "no memory");
        database.get(Runs.class).cancel(require(runs, "texts/random seed=0"));

        Map<String, RunId> again = submit(true);
        assertThat(again.keySet()).isEqualTo(runs.keySet());
        assertThat(again.keySet())
                .filteredOn(name -> !require(again, name).equals(require(runs, name)))
                .containsExactlyInAnyOrder("chains/d-llm seed=1", "texts/random seed=0");
        Cell dense = table().rows().getFirst().cells().getFirst();
        assertThat(dense.mean()).isEqualTo(0.9);
        assertThat(table().missing()).noneMatch(missing -> missing.state() == RunState.FAILED);
    }

    private Map<String, RunId> submit(boolean missingOnly) {
        var runs = database.get(Runs.class);
        return database
                .get(Submissions.class)
                .submit(new Submission(DOCUMENT, List.of("train.steps=30"), 0, missingOnly, null))
                .runs()
                .stream()
                .map(runs::require)
                .collect(Collectors.toMap(Run::name, Run::id));
    }

    private ResultTable table() {
        return tables.of("two-sets", null).orElseThrow();
    }

    private static RunId require(Map<String, RunId> runs, String name) {
        RunId run = runs.get(name);
        assertThat(run).as(name).isNotNull();
        return Objects.requireNonNull(run);
    }

    private void finish(RunId run, String task, String metric, double value, double flops) {
        database.get(RunResults.class)
                .put(
                        run,
                        List.of(
                                new TaskResult(task, metric, value, null, 12),
                                new TaskResult(task, "flops_ratio/layers", flops, null, 12),
                                new TaskResult(task, "flops_ratio/all", flops + 0.1, null, 12)));
        database.get(Runs.class).finished(run);
    }

    private void score(Map<String, RunId> runs, String name, double value, int examples) {
        var scores = new ArrayList<ExampleScore>();
        for (int i = 0; i < examples; i++) {
            scores.add(new ExampleScore("chains", i, value));
        }
        database.get(ExampleScores.class).put(require(runs, name), scores);
    }
}
