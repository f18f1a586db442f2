package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.platform.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunSearchTests {

    private final TestDatabase database;
    private final Runs runs;
    private final RunSearch search;

    RunSearchTests(TestDatabase database) {
        this.database = database.clear();
        this.runs = database.get(Runs.class);
        this.search = database.get(RunSearch.class);
    }

    @Test
    void findsByPartOfNameExperimentMethodOrId() {
        RunId alpha = submit("alpha");
        RunId beta = submit("beta_10%");
        assertThat(find("ALPHA-d")).containsExactly(alpha);
        assertThat(find("_10%")).containsExactly(beta);
        assertThat(find("%")).containsExactly(beta);
        assertThat(find(beta.value())).containsExactly(beta);
        assertThat(find("dllm")).containsExactly(beta, alpha);
        assertThat(find("'; drop table run; --")).isEmpty();
    }

    @Test
    void everyOrderShowsEachRunOncePageByPage() {
        List<RunId> all = new ArrayList<>();
        for (String name : List.of("b", "a", "c", "a", "b", "c", "a")) {
            all.add(submit(name));
        }
        runs.failed(all.get(2), "no memory");
        runs.finished(all.get(4));
        for (RunSort.Key key : RunSort.Key.values()) {
            for (boolean descending : List.of(true, false)) {
                assertThat(paged(new RunSort(key, descending)))
                        .as("%s, descending %s", key, descending)
                        .containsExactlyInAnyOrderElementsOf(all);
            }
        }
        assertThat(paged(RunSort.of("name")))
                .containsExactly(
                        all.get(6),
                        all.get(3),
                        all.get(1),
                        all.get(4),
                        all.get(0),
                        all.get(5),
                        all.get(2));
        assertThat(paged(RunSort.NEWEST)).isEqualTo(all.reversed());
    }

    @Test
    void aListIsSortedByTheResultOfTheSpecsFirstTask() {
        RunId none = submit("none");
        RunId half = submit("half");
        RunId all = submit("all");
        result(half, "exact_match", .5, .6);
        result(all, "exact_match", 1, .9);
        assertThat(paged(RunSort.of("-result"))).containsExactly(all, half, none);
        assertThat(paged(RunSort.of("result"))).containsExactly(none, half, all);
        assertThat(paged(RunSort.of("layers"))).containsExactly(none, half, all);
        assertThat(runs.require(half).headline())
                .isEqualTo(
                        new PrimaryMetrics(
                                new PrimaryMetric("mix", "exact_match", true), .5, .02, .6));
    }

    @Test
    void theBestComesFirstAlsoWhereALowerValueIsBetter() {
        RunId high = submit("high");
        RunId none = submit("none");
        RunId low = submit("low");
        database.jdbc()
                .sql("UPDATE run_task SET metric = 'perplexity', higher_is_better = FALSE")
                .update();
        result(high, "perplexity", 7.5, 1);
        result(low, "perplexity", 1.5, 1);
        assertThat(paged(RunSort.of("-result"))).containsExactly(low, high, none);
    }

    @Test
    void stateAndTextAreCombined() {
        RunId failed = submit("alpha");
        submit("alpha");
        runs.failed(failed, "no memory");
        var query = new RunQuery("alpha", Set.of(RunState.FAILED), RunSort.NEWEST, null);
        assertThat(search.find(query, 10)).extracting(Run::id).containsExactly(failed);
    }

    @Test
    void anUnknownOrderIsRejectedAndTheKnownOnesAreListed() {
        assertThatThrownBy(() -> RunSort.of("-loss"))
                .hasMessageContaining("created, name, experiment, method, state, seed")
                .hasMessageContaining("loss");
    }

    private void result(RunId run, String metric, double value, double executedRate) {
        database.get(RunResults.class)
                .put(
                        run,
                        List.of(
                                new TaskResult("mix", metric, value, .02, 40),
                                new TaskResult("mix", metric + "/family=chain", .1, .1, 8),
                                new TaskResult("mix", "executed_rate", executedRate, null, 40),
                                new TaskResult("chain", metric, 1 - value, .02, 40)));
    }

    private List<RunId> find(String text) {
        return ids(new RunQuery(text, Set.of(), RunSort.NEWEST, null), 10);
    }

    private List<RunId> paged(RunSort order) {
        var seen = new ArrayList<RunId>();
        @Nullable RunId after = null;
        List<RunId> page;
        do {
            page = ids(new RunQuery("", Set.of(), order, after), 2);
            seen.addAll(page);
            after = seen.getLast();
        } while (!page.isEmpty());
        return seen;
    }

    private List<RunId> ids(RunQuery query, int limit) {
        return search.find(query, limit).stream().map(Run::id).toList();
    }

    private RunId submit(String experiment) {
        return TestRuns.submit(database, experiment, null, null);
    }
}
