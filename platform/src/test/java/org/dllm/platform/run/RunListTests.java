package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.platform.SettableClock;
import org.dllm.platform.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunListTests {

    private final TestDatabase database;
    private final Runs runs;
    private final RunList list;

    RunListTests(TestDatabase database) {
        this.database = database.clear();
        this.runs = database.get(Runs.class);
        this.list = database.get(RunList.class);
    }

    @Test
    void pagesShowEachRunOnceEvenIfRunsAreAddedMeanwhile() {
        List<RunId> submitted = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            submitted.add(TestRuns.queued(database));
        }
        List<RunId> seen = new ArrayList<>();
        Long after = null;
        do {
            RunPage page = list.page(RunFilter.ALL, 10, after);
            page.items().forEach(run -> seen.add(run.id()));
            after = page.next();
            TestRuns.queued(database);
        } while (after != null);

        Collections.reverse(submitted);
        assertThat(seen).isEqualTo(submitted);
    }

    @Test
    void runsAndSpecsAreFoundByIdsInTheirOrderWithoutUnknownOnes() {
        RunId first = TestRuns.queued(database);
        RunId second = TestRuns.queued(database);
        List<RunId> asked = List.of(second, new RunId("aaaaaaaa"), first);
        assertThat(list.all(asked)).extracting(Run::id).containsExactly(second, first);
        String spec = runs.provenance(first).orElseThrow().spec();
        assertThat(list.specs(asked)).containsOnlyKeys(first, second).containsEntry(first, spec);
        assertThat(list.all(List.of())).isEmpty();
        assertThat(list.specs(List.of())).isEmpty();
    }

    @Test
    void aFullPageWithoutFurtherRunsIsTheLast() {
        TestRuns.queued(database);
        TestRuns.queued(database);
        assertThat(list.page(RunFilter.ALL, 2, null).next()).isNull();
    }

    @Test
    void filtersByStateAndExperiment() {
        RunId other = TestRuns.submit(database, "other", null, null);
        RunId queued = TestRuns.queued(database);
        RunId failed = TestRuns.queued(database);
        runs.failed(failed, "no memory");

        assertThat(ids(new RunFilter(Set.of(RunState.QUEUED), null)))
                .containsExactly(queued, other);
        assertThat(ids(new RunFilter(Set.of(), "first-look"))).containsExactly(failed, queued);
        assertThat(ids(new RunFilter(Set.of(RunState.QUEUED, RunState.FAILED), "first-look")))
                .containsExactly(failed, queued);
        assertThat(ids(new RunFilter(Set.of(), "none"))).isEmpty();
        assertThat(list.counts())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(RunState.QUEUED, 2L, RunState.FAILED, 1L));
    }

    @Test
    void runsAreListedInTheOrderOfTheirEnd() {
        RunId first = TestRuns.queued(database);
        RunId second = TestRuns.queued(database);
        RunId third = TestRuns.queued(database);
        RunId failed = TestRuns.queued(database);
        var clock = database.get(SettableClock.class);
        for (RunId run : List.of(second, third, first)) {
            clock.advance(Duration.ofSeconds(1));
            runs.finished(run);
        }
        runs.failed(failed, "no memory");

        assertThat(list.lastEnded(RunState.FINISHED, 2))
                .extracting(Run::id)
                .containsExactly(first, third);
        assertThat(list.lastEnded(RunState.FAILED, 2)).extracting(Run::id).containsExactly(failed);
    }

    @Test
    void findsRunsByIdsTogetherWithOtherFilters() {
        RunId first = TestRuns.queued(database);
        TestRuns.queued(database);
        RunId third = TestRuns.queued(database);
        Set<RunId> named = Set.of(first, third, new RunId("aaaaaaaa"));
        assertThat(ids(new RunFilter(Set.of(), null, null, named, null)))
                .containsExactly(third, first);
        assertThat(ids(new RunFilter(Set.of(RunState.FAILED), null, null, named, null))).isEmpty();
    }

    @Test
    void findsRunsByIdPrefixTogetherWithOtherFilters() {
        RunId id = TestRuns.queued(database);
        String prefix = id.value().substring(0, 6);
        assertThat(ids(new RunFilter(Set.of(), null, prefix, Set.of(), null))).contains(id);
        assertThat(ids(new RunFilter(Set.of(RunState.FAILED), null, prefix, Set.of(), null)))
                .isEmpty();
        assertThat(ids(new RunFilter(Set.of(), "other", prefix, Set.of(), null))).isEmpty();
        assertThat(ids(new RunFilter(Set.of(), null, "%", Set.of(), null))).isEmpty();
        assertThat(ids(new RunFilter(Set.of(), null, "", Set.of(), null))).isEmpty();
    }

    private List<RunId> ids(RunFilter filter) {
        return list.page(filter, 100, null).items().stream().map(Run::id).toList();
    }
}
