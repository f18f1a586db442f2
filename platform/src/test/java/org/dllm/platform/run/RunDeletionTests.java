package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.TestLab;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunDeletionTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    /** More than one chunk. */
    private static final int LINES = 5001;

    private final TestDatabase database;
    private final Runs runs;
    private final RunDeletion deletion;

    RunDeletionTests(TestDatabase database) {
        this.database = database.clear();
        this.runs = database.get(Runs.class);
        this.deletion = database.get(RunDeletion.class);
    }

    @Test
    void aDeletedRunLeavesNoRowInAnyTable() {
        RunId kept = full("kept");
        RunId deleted = full("deleted");
        List<String> tables = tablesOfRuns();
        assertThat(tables).contains("run_log", "sample", "work_item", "metric_series");
        for (String table : tables) {
            assertThat(rows(table, deleted)).as(table).isPositive();
        }
        delete(deleted);
        for (String table : tables) {
            assertThat(rows(table, deleted)).as(table).isZero();
            assertThat(rows(table, kept)).as(table).isPositive();
        }
        assertThat(runs.find(deleted)).isEmpty();
        assertThat(runs.find(kept)).isPresent();
        assertThat(count("SELECT count(*) FROM metric_value")).isEqualTo(LINES);
        assertThat(count("SELECT count(*) FROM submission")).isOne();
        assertThat(count("SELECT count(*) FROM experiment")).isOne();
        assertThat(deletion.unfinished()).isEmpty();
    }

    @Test
    void aSubmissionStaysUntilItsLastRunIsDeleted() {
        RunId original = TestRuns.queued(database);
        runs.finished(original);
        RunId rerun = TestRuns.submit(database, "first-look", null, original);
        runs.finished(rerun);
        delete(original);
        assertThat(count("SELECT count(*) FROM submission")).isOne();
        delete(rerun);
        assertThat(count("SELECT count(*) FROM submission")).isZero();
        assertThat(count("SELECT count(*) FROM experiment")).isZero();
    }

    @Test
    void aRunThatHasNotEndedIsNotDeleted() {
        RunId run = TestRuns.queued(database);
        refused(run, "is QUEUED: cancel it first with './dllm cancel " + run);
        runs.started(run);
        refused(run, "is RUNNING");
    }

    @Test
    void aRunWhoseWorkerStillHoldsItIsNotDeleted() {
        RunId run = TestRuns.queued(database);
        work(run, "HELD");
        runs.finished(run);
        refused(run, "its worker has not released it yet");
    }

    @Test
    void aRunWhoseResultIsNeededIsDeletedAfterTheRunThatNeedsIt() {
        RunId needed = TestRuns.queued(database);
        RunId waiting = TestRuns.submit(database, "first-look", needed, null);
        runs.finished(needed);
        runs.cancelled(waiting);
        refused(needed, "provides the executed rate of " + waiting);
        delete(waiting);
        delete(needed);
        assertThat(runs.find(needed)).isEmpty();
    }

    @Test
    void aFinishedRunNeedsTheResultNoLonger() {
        RunId needed = TestRuns.queued(database);
        RunId control = TestRuns.submit(database, "first-look", needed, null);
        runs.finished(needed);
        runs.released(control, "{}", "cd".repeat(32));
        runs.finished(control);
        delete(needed);
        assertThat(runs.require(control).waitsFor()).isNull();
    }

    @Test
    void aRerunKeepsItsVerdictWithANoteAboutTheDeletedOriginal() {
        RunId original = TestRuns.queued(database);
        runs.finished(original);
        RunId rerun = TestRuns.submit(database, "first-look", null, original);
        refused(original, "is the original of " + rerun);
        runs.finished(rerun);
        runs.verdict(rerun, Verdict.EXACT, "all equal");
        delete(original);
        Run left = runs.require(rerun);
        assertThat(left.rerunOf()).isNull();
        assertThat(left.verdict()).isEqualTo(Verdict.EXACT);
        assertThat(left.verdictDetail())
                .isEqualTo("all equal; its original, run " + original + ", was deleted");
    }

    @Test
    void aRunThatIsBeingDeletedCannotBeResumedAndIsListedAsUnfinished() {
        RunId run = TestRuns.queued(database);
        runs.failed(run, "out of memory");
        deletion.begin(run);
        assertThat(runs.resume(run)).isFalse();
        assertThat(database.get(RunArchive.class).unarchive(run)).isFalse();
        assertThat(deletion.unfinished()).containsExactly(run);
        delete(run);
        assertThat(deletion.unfinished()).isEmpty();
    }

    @Test
    void anUnknownRunIsNotFound() {
        assertThatThrownBy(() -> deletion.begin(new RunId("aaaaaaaa")))
                .isInstanceOf(RunNotFound.class);
    }

    private void delete(RunId run) {
        deletion.begin(run);
        deletion.erase(run);
        deletion.finish(run);
    }

    private void refused(RunId run, String reason) {
        assertThatThrownBy(() -> deletion.begin(run))
                .isInstanceOf(DeletionRefused.class)
                .hasMessageContaining(reason);
    }

    /** A finished run with rows in every table. */
    private RunId full(String experiment) {
        RunId run = TestRuns.submit(database, experiment, null, null);
        database.get(RunLogs.class)
                .append(
                        run,
                        LongStream.range(0, LINES)
                                .mapToObj(seq -> new LogLine(seq, AT, "INFO", "line"))
                                .toList());
        database.get(Metrics.class)
                .append(
                        run,
                        LongStream.range(0, LINES)
                                .mapToObj(step -> new MetricPoint("train/loss", step, 1, AT, step))
                                .toList());
        database.get(LayerActivities.class).put(run, List.of(TestLab.ACTIVITY), 1);
        database.get(Samples.class).put(run, List.of(TestLab.SAMPLE));
        database.get(Artifacts.class)
                .put(run, new RunEvent.Artifact("model.txt", "model.txt", "cd".repeat(32), 25));
        database.get(ExampleScores.class).put(run, List.of(new RunEvent.ExampleScore("mix", 0, 1)));
        database.jdbc()
                .sql(
                        "INSERT INTO run_result (run_id, task, metric, value, n) VALUES (:run,"
                                + " 'mix', 'exact_match', 0.5, 4)")
                .param("run", run.value())
                .update();
        work(run, "DONE");
        runs.result(run, new RunEvent.Result(new TreeMap<>()));
        runs.finished(run);
        return run;
    }

    private void work(RunId run, String state) {
        database.jdbc()
                .sql(
                        """
                        INSERT INTO work_item (run_id, state, priority, device, version, attempt, failures, cancel_requested, spool_seq)
                        VALUES (:run, :state, 0, 'cpu', 0, 0, 0, FALSE, 0)
                        """)
                .param("run", run.value())
                .param("state", state)
                .update();
    }

    /** Without the plans of submissions, which keep the place of a deleted run. */
    private List<String> tablesOfRuns() {
        return database.jdbc()
                .sql(
                        """
                        SELECT lower(c.table_name) FROM information_schema.columns c
                        JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
                        WHERE lower(c.table_schema) = 'public' AND lower(c.column_name) = 'run_id' AND t.table_type = 'BASE TABLE'
                          AND lower(c.table_name) <> 'submission_run'
                        """)
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    private long rows(String table, RunId run) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + table + " WHERE run_id = :run")
                .param("run", run.value())
                .query(Long.class)
                .single();
    }

    private long count(String sql) {
        return database.jdbc().sql(sql).query(Long.class).single();
    }
}
