package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.experiment.Experiments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunArchiveTests {

    private final TestDatabase database;
    private final Runs runs;
    private final RunList list;
    private final RunArchive archive;
    private RunId archived = new RunId("aaaaaaaa");
    private RunId shown = archived;

    RunArchiveTests(TestDatabase database) {
        this.database = database.clear();
        this.runs = database.get(Runs.class);
        this.list = database.get(RunList.class);
        this.archive = database.get(RunArchive.class);
    }

    @BeforeEach
    void anArchivedRunAndAnother() {
        archived = TestRuns.submit(database, "old", null, null);
        shown = TestRuns.submit(database, "new", null, null);
        runs.finished(archived);
        runs.finished(shown);
        assertThat(archive.archive(archived)).isTrue();
    }

    @Test
    void listsLeaveArchivedRunsOutUnlessTheyAreAskedFor() {
        assertThat(ids(RunFilter.ALL)).containsExactly(shown);
        assertThat(ids(RunFilter.ALL.with(Archived.ONLY))).containsExactly(archived);
        assertThat(ids(RunFilter.ALL.with(Archived.INCLUDE))).containsExactly(shown, archived);
        assertThat(list.lastEnded(RunState.FINISHED, 10))
                .extracting(Run::id)
                .containsExactly(shown);
        assertThat(list.counts()).containsEntry(RunState.FINISHED, 1L);
        assertThat(list.counts(Archived.INCLUDE)).containsEntry(RunState.FINISHED, 2L);
        assertThat(list.count("old", Archived.EXCLUDE)).isZero();
    }

    @Test
    void aRunThatIsNamedIsFoundThoughItIsArchived() {
        assertThat(ids(new RunFilter(Set.of(), null, null, Set.of(archived), null)))
                .containsExactly(archived);
        assertThat(ids(new RunFilter(Set.of(), null, archived.value(), Set.of(), null)))
                .containsExactly(archived);
        assertThat(runs.require(archived).archivedAt()).isNotNull();
    }

    @Test
    void theSearchFollowsTheSameChoice() {
        var search = database.get(RunSearch.class);
        assertThat(search.find(new RunQuery("", Set.of(), RunSort.NEWEST, null), 10))
                .extracting(Run::id)
                .containsExactly(shown);
        var only = new RunQuery("", Set.of(), RunSort.NEWEST, Archived.ONLY, null);
        assertThat(search.find(only, 10)).extracting(Run::id).containsExactly(archived);
    }

    @Test
    void anExperimentWithoutOtherRunsIsLeftOutOfTheListAndFoundByItsName() {
        var experiments = database.get(Experiments.class);
        assertThat(experiments.page(10, null).items())
                .extracting(experiment -> experiment.name())
                .containsExactly("new");
        assertThat(experiments.page(10, null, Archived.INCLUDE).items()).hasSize(2);
        assertThat(experiments.page(10, null, Archived.ONLY).items())
                .extracting(experiment -> experiment.name())
                .containsExactly("old");
        assertThat(experiments.find("old", Archived.EXCLUDE).orElseThrow().runs()).isEmpty();
        assertThat(experiments.find("old", Archived.INCLUDE).orElseThrow().runs())
                .containsEntry(RunState.FINISHED, 1L);
        var documents = database.get(SubmittedDocuments.class);
        assertThat(documents.newest("old", Archived.EXCLUDE, 10)).isEmpty();
        assertThat(documents.newest("old", Archived.ONLY, 10))
                .extracting(SubmissionSummary::finished)
                .containsExactly(1L);
    }

    @Test
    void onlyARunThatHasEndedIsArchivedAndOnlyOnce() {
        RunId queued = TestRuns.queued(database);
        assertThat(archive.archive(queued)).isFalse();
        assertThat(archive.archive(archived)).isFalse();
        assertThat(archive.unarchive(archived)).isTrue();
        assertThat(archive.unarchive(archived)).isFalse();
        assertThat(ids(RunFilter.ALL)).contains(archived);
    }

    @Test
    void aResumedRunLeavesTheArchive() {
        RunId failed = TestRuns.queued(database);
        runs.failed(failed, "out of memory");
        archive.archive(failed);
        assertThat(runs.resume(failed)).isTrue();
        assertThat(runs.require(failed).archivedAt()).isNull();
    }

    @Test
    void aPageOfTheExperimentNoticesThatARunWasArchived() {
        String before = list.progress("old");
        archive.unarchive(archived);
        assertThat(list.progress("old")).isNotEqualTo(before);
    }

    private List<RunId> ids(RunFilter filter) {
        return list.page(filter, 10, null).items().stream().map(Run::id).toList();
    }
}
