package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.platform.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunResultsTests {

    private static final TaskResult MATCH =
            new TaskResult("mix", "exact_match/family=chain", 0.5, 0.1, 25);
    private static final TaskResult NAN = new TaskResult("mix", "perplexity", Double.NaN, null, 40);

    private final TestDatabase database;
    private final RunResults results;
    private final Runs runs;

    RunResultsTests(TestDatabase database) {
        this.database = database.clear();
        this.results = database.get(RunResults.class);
        this.runs = database.get(Runs.class);
    }

    @Test
    void aResultStoredTwiceIsOneRowWithTheLastValue() {
        RunId run = TestRuns.queued(database);
        results.put(run, List.of(MATCH, NAN));
        var again = new TaskResult("mix", "exact_match/family=chain", 0.75, null, 30);
        results.put(run, List.of(MATCH, again));
        assertThat(of(run)).containsExactly(again, NAN);
        assertThat(database.events().of(RunChanged.class)).contains(new RunChanged(run));
    }

    @Test
    void resultsOfARunThatTrainsAgainAreDeleted() {
        RunId run = TestRuns.queued(database);
        RunId other = TestRuns.queued(database);
        for (RunId each : List.of(run, other)) {
            runs.checkpoint(each, 200);
            results.put(each, List.of(MATCH));
        }
        results.resumed(run, 200);
        assertThat(of(run)).containsExactly(MATCH);
        results.resumed(run, 100);
        assertThat(of(run)).isEmpty();
        assertThat(of(other)).containsExactly(MATCH);
    }

    @Test
    void resultsOfARunThatDoesNotTrainStay() {
        RunId run = TestRuns.queued(database);
        results.put(run, List.of(MATCH));
        results.resumed(run, 0);
        assertThat(of(run)).containsExactly(MATCH);
    }

    @Test
    void theTasksOfARunAreInTheOrderOfItsSpec() {
        RunId run = TestRuns.queued(database);
        assertThat(results.tasks(List.of(run)).get(run))
                .extracting(task -> task.task())
                .containsExactly("mix", "chain");
    }

    private List<TaskResult> of(RunId run) {
        return results.of(List.of(run)).getOrDefault(run, List.of());
    }
}
