package org.dllm.platform.run;

import static org.dllm.platform.run.RunRows.at;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Deletes the rows of runs in three steps, so that no transaction is large: {@link #begin} marks
 * the run, {@link #erase} deletes what it measured, {@link #finish} deletes the run itself.
 */
@Repository
public class RunDeletion {

    private static final int ROWS = 5000;

    /** Samples contain long texts. */
    private static final int SAMPLES = 500;

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RunDeletion(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Marks the run as being deleted; from then on it cannot be resumed.
     *
     * @throws DeletionRefused the run has not ended, or other runs need it
     */
    @Transactional
    public void begin(RunId id) {
        // A worker and a resumption lock the work before the run.
        boolean held = locked("SELECT state FROM work_item WHERE run_id = :id", id, "HELD");
        RunState state =
                jdbc.sql("SELECT state FROM run WHERE id = :id FOR UPDATE")
                        .param("id", id.value())
                        .query(RunState.class)
                        .optional()
                        .orElseThrow(() -> new RunNotFound(id.value()));
        if (!state.ended()) {
            throw new DeletionRefused(
                    "run %s is %s: cancel it first with './dllm cancel %s'"
                            .formatted(id, state, id));
        }
        if (held) {
            throw new DeletionRefused(
                    "run %s has ended, but its worker has not released it yet: try again in a moment"
                            .formatted(id));
        }
        refuse(
                "run %s provides the executed rate of %s: delete those runs first, or in the same"
                        + " request",
                id, "waits_for = :id AND state <> 'FINISHED'");
        refuse(
                "run %s is the original of %s, which has not ended: cancel the rerun or wait for"
                        + " its end",
                id, "rerun_of = :id AND state NOT IN ('FINISHED', 'FAILED', 'CANCELLED')");
        detach(id);
        jdbc.sql(
                        """
                        UPDATE run SET deleted_at = COALESCE(deleted_at, :at), archived_at = COALESCE(archived_at, :at)
                        WHERE id = :id
                        """)
                .param("id", id.value())
                .param("at", at(clock.instant()))
                .update();
        events.publishEvent(new RunChanged(id));
    }

    /** Deletes what the run measured and logged, each chunk in its own transaction. */
    public void erase(RunId id) {
        inChunks("run_log", "run_id", id.value(), "seq", ROWS);
        inChunks("sample", "run_id", id.value(), "ordinal", SAMPLES);
        inChunks("example_score", "run_id", id.value(), "ordinal", ROWS);
        for (long series :
                jdbc.sql("SELECT id FROM metric_series WHERE run_id = :id")
                        .param("id", id.value())
                        .query(Long.class)
                        .list()) {
            inChunks("metric_value", "series_id", series, "step", ROWS);
        }
        for (String table :
                List.of(
                        "metric_series",
                        "layer_activity",
                        "artifact",
                        "run_result",
                        "run_task",
                        "work_item")) {
            jdbc.sql("DELETE FROM " + table + " WHERE run_id = :id")
                    .param("id", id.value())
                    .update();
        }
    }

    /** Deletes the run, its submissions if that was the last run, and likewise its experiment. */
    @Transactional
    public void finish(RunId id) {
        Optional<Long> experiment =
                jdbc.sql("SELECT experiment_id FROM run WHERE id = :id FOR UPDATE")
                        .param("id", id.value())
                        .query(Long.class)
                        .optional();
        if (experiment.isEmpty()) {
            return;
        }
        // Of two runs that are deleted at once, the second sees that it is the last.
        jdbc.sql("SELECT id FROM experiment WHERE id = :id FOR UPDATE")
                .param("id", experiment.get())
                .query(Long.class)
                .optional();
        detach(id);
        jdbc.sql("DELETE FROM run_paper WHERE run_id = :id").param("id", id.value()).update();
        jdbc.sql("DELETE FROM run WHERE id = :id").param("id", id.value()).update();
        // A submission plans runs of its own and earlier ones; it stays until all are deleted.
        jdbc.sql(
                        """
                        DELETE FROM submission_run WHERE submission_id IN (SELECT s.id FROM submission s
                          WHERE s.experiment_id = :experiment
                          AND NOT EXISTS (SELECT 1 FROM run r WHERE r.submission_id = s.id)
                          AND NOT EXISTS (SELECT 1 FROM submission_run p JOIN run r ON r.id = p.run_id WHERE p.submission_id = s.id))
                        """)
                .param("experiment", experiment.get())
                .update();
        jdbc.sql(
                        """
                        DELETE FROM submission WHERE experiment_id = :experiment
                        AND NOT EXISTS (SELECT 1 FROM run r WHERE r.submission_id = submission.id)
                        AND NOT EXISTS (SELECT 1 FROM submission_run p WHERE p.submission_id = submission.id)
                        """)
                .param("experiment", experiment.get())
                .update();
        jdbc.sql(
                        """
                        DELETE FROM experiment WHERE id = :id
                        AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.experiment_id = experiment.id)
                        AND NOT EXISTS (SELECT 1 FROM run r WHERE r.experiment_id = experiment.id)
                        """)
                .param("id", experiment.get())
                .update();
        events.publishEvent(new RunChanged(id));
    }

    /** Runs whose deletion has begun and not finished. */
    @Transactional(readOnly = true)
    public List<RunId> unfinished() {
        return jdbc.sql("SELECT id FROM run WHERE deleted_at IS NOT NULL ORDER BY number DESC")
                .query((row, _) -> new RunId(row.getString("id")))
                .list();
    }

    /** Reruns keep their verdict, with a note; finished runs need the result no longer. */
    private void detach(RunId id) {
        jdbc.sql("UPDATE run SET waits_for = NULL WHERE waits_for = :id")
                .param("id", id.value())
                .update();
        jdbc.sql(
                        """
                        UPDATE run SET rerun_of = NULL, verdict_detail = COALESCE(verdict_detail || '; ', '') || :note
                        WHERE rerun_of = :id
                        """)
                .param("id", id.value())
                .param("note", "its original, run %s, was deleted".formatted(id))
                .update();
    }

    private boolean locked(String select, RunId id, String value) {
        return jdbc.sql(select + " FOR UPDATE")
                .param("id", id.value())
                .query(String.class)
                .optional()
                .filter(value::equals)
                .isPresent();
    }

    private void refuse(String message, RunId id, String condition) {
        List<String> others =
                jdbc.sql("SELECT id FROM run WHERE " + condition + " ORDER BY number")
                        .param("id", id.value())
                        .query((row, _) -> String.valueOf(row.getString("id")))
                        .list();
        if (!others.isEmpty()) {
            throw new DeletionRefused(message.formatted(id, String.join(", ", others)));
        }
    }

    private void inChunks(String table, String owner, Object id, String key, int rows) {
        // H2 needs the ORDER BY to name the columns of the index from the first on.
        String last =
                "SELECT max(c.place) FROM (SELECT %s AS place FROM %s WHERE %s = :id ORDER BY %s, %s LIMIT %d) c"
                        .formatted(key, table, owner, owner, key, rows);
        while (true) {
            Optional<Long> upTo = jdbc.sql(last).param("id", id).query(Long.class).optional();
            if (upTo.isEmpty()) {
                return;
            }
            jdbc.sql("DELETE FROM %s WHERE %s = :id AND %s <= :upTo".formatted(table, owner, key))
                    .param("id", id)
                    .param("upTo", upTo.get())
                    .update();
        }
    }
}
