package org.dllm.platform.run;

import static org.dllm.platform.run.RunRows.at;

import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Runs and their state changes. Each change publishes an event. A final state changes only by
 * {@link #resume}; changes that arrive later return false.
 */
@Repository
@Transactional
public class Runs {

    /** Ends the active attempt, if any, and adds its working time. */
    private static final String WORKED =
            """
            worked_seconds = worked_seconds + COALESCE(GREATEST(0, EXTRACT(EPOCH FROM CAST(:stopped AS TIMESTAMP(6) WITH TIME ZONE))
              - EXTRACT(EPOCH FROM working_since)), 0), working_since = NULL
            """;

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Runs(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Optional<Run> find(RunId id) {
        return jdbc.sql("SELECT " + RunRows.COLUMNS + " WHERE r.id = :id")
                .param("id", id.value())
                .query(RunRows::run)
                .optional();
    }

    @Transactional(readOnly = true)
    public Run require(RunId id) {
        return find(id).orElseThrow(() -> new RunNotFound(id.value()));
    }

    /** Spec, submitted text and manifest, which are too large for lists. */
    @Transactional(readOnly = true)
    public Optional<RunProvenance> provenance(RunId id) {
        return jdbc.sql(
                        """
                        SELECT p.spec, r.spec_sha256, s.document, p.manifest, r.manifest_sha256
                        FROM run r JOIN run_paper p ON p.run_id = r.id JOIN submission s ON s.id = r.submission_id
                        WHERE r.id = :id
                        """)
                .param("id", id.value())
                .query((ResultSet row, int _) ->
                        new RunProvenance(
                                row.getString("spec"),
                                row.getString("spec_sha256"),
                                row.getString("document"),
                                row.getString("manifest"),
                                row.getString("manifest_sha256")))
                .optional();
    }

    /** Runs that need the result of this one. */
    @Transactional(readOnly = true)
    public List<Run> waitingFor(RunId id) {
        return jdbc.sql(
                        "SELECT "
                                + RunRows.COLUMNS
                                + " WHERE r.waits_for = :id AND r.state = 'WAITING' ORDER BY"
                                + " r.number")
                .param("id", id.value())
                .query(RunRows::run)
                .list();
    }

    /**
     * The result that a waiting run needs is available: stores the final spec and queues the run.
     */
    public boolean released(RunId id, String spec, String specSha256) {
        boolean released =
                change(
                        id,
                        "state = 'QUEUED', reason = NULL, spec_sha256 = :sha256",
                        "state = 'WAITING'",
                        Map.of("sha256", specSha256));
        if (released) {
            paper(id, "spec", spec);
            Run run = require(id);
            events.publishEvent(new RunQueued(id, run.priority(), run.device()));
        }
        return released;
    }

    /** A worker has claimed the run and starts its process. */
    public boolean starting(RunId id, int attempt) {
        return change(
                id,
                "state = 'STARTING', reason = NULL, attempt = :attempt, " + WORKED,
                "state IN ('QUEUED', 'RETRYING', 'STARTING', 'RUNNING')",
                Map.of("attempt", attempt, "stopped", at(clock.instant())));
    }

    /** The process has reported its first event. Later attempts keep the first start time. */
    public boolean started(RunId id) {
        return change(
                id,
                """
                state = 'RUNNING', reason = NULL, started_at = COALESCE(started_at, :at),
                working_since = COALESCE(working_since, :at)
                """,
                "state IN ('QUEUED', 'STARTING', 'RETRYING', 'RUNNING')",
                Map.of("at", at(clock.instant())));
    }

    public boolean progress(RunId id, RunEvent.Progress progress) {
        return change(
                id,
                "phase = :phase, step = :step, total_steps = :total, per_second = :perSecond",
                Map.of(
                        "phase", progress.phase(),
                        "step", progress.step(),
                        "total", progress.total(),
                        "perSecond", progress.perSecond()));
    }

    public boolean checkpoint(RunId id, long step) {
        return change(
                id,
                """
                checkpoint_step = :step,
                step = CASE WHEN phase = 'train' AND step < :step THEN :step ELSE step END
                """,
                Map.of("step", step));
    }

    public boolean manifest(RunId id, RunEvent.Manifest manifest) {
        boolean changed =
                change(id, "manifest_sha256 = :sha256", Map.of("sha256", manifest.sha256()));
        if (changed) {
            paper(id, "manifest", manifest.json());
        }
        return changed;
    }

    private void paper(RunId id, String column, String json) {
        jdbc.sql("UPDATE run_paper SET " + column + " = :json WHERE run_id = :id")
                .param("id", id.value())
                .param("json", json)
                .update();
    }

    /** The run resumes from {@code step}. {@code Metrics.resumed} does the same for its metrics. */
    public boolean resumed(RunId id, long step) {
        return change(id, "step = :step, state = 'RUNNING', reason = NULL", Map.of("step", step));
    }

    /**
     * Stores the result. Shows the steps of training again instead of those of the last evaluation.
     */
    public boolean result(RunId id, RunEvent.Result result) {
        Double steps = result.summary().get("train/steps");
        var params = new HashMap<String, @Nullable Object>();
        params.put("summary", RunRows.summary(result.summary()));
        params.put("steps", steps == null ? null : steps.longValue());
        return change(
                id,
                """
                summary = :summary,
                phase = CASE WHEN CAST(:steps AS BIGINT) IS NULL THEN NULL ELSE 'train' END,
                step = COALESCE(CAST(:steps AS BIGINT), 0),
                total_steps = COALESCE(CAST(:steps AS BIGINT), 0)
                """,
                params);
    }

    /**
     * The process ended at {@code at}. The server may learn this hours later, after a restart; that
     * time does not count as working time.
     */
    public boolean stopped(RunId id, Instant at) {
        Instant now = clock.instant();
        return change(id, WORKED, Map.of("stopped", at(at.isBefore(now) ? at : now)));
    }

    /** An attempt was lost for {@code reason}; another follows. */
    public boolean retrying(RunId id, String reason) {
        return change(
                id,
                "state = 'RETRYING', per_second = 0, reason = :reason, " + WORKED,
                Map.of("reason", RunRows.replaceNul(reason), "stopped", at(clock.instant())));
    }

    public boolean finished(RunId id) {
        return end(id, RunState.FINISHED, null);
    }

    public boolean failed(RunId id, String reason) {
        return end(id, RunState.FAILED, RunRows.replaceNul(reason));
    }

    /** The run has stopped after a request to cancel it. */
    public boolean cancelled(RunId id) {
        return end(id, RunState.CANCELLED, "on request");
    }

    /**
     * Cancels a run: at once if no worker has it, otherwise when its worker has stopped it.
     *
     * @return false if the run had ended
     */
    public boolean cancel(RunId id) {
        Run run = require(id);
        if (run.state().ended()) {
            return false;
        }
        events.publishEvent(new RunCancelRequested(id));
        int free =
                jdbc.sql(
                                """
                                UPDATE run SET state = 'CANCELLED', reason = 'cancelled before it started', finished_at = :at
                                WHERE id = :id AND state IN ('QUEUED', 'WAITING')
                                """)
                        .param("id", id.value())
                        .param("at", at(clock.instant()))
                        .update();
        if (free == 1) {
            events.publishEvent(new RunEnded(id, RunState.CANCELLED));
        } else {
            change(id, "reason = 'stops after this step, with a checkpoint'", Map.of());
        }
        events.publishEvent(new RunChanged(id));
        return true;
    }

    /**
     * Queues a failed or cancelled run again. Its next attempt continues from the newest
     * checkpoint. A run that needs the result of another run waits for it first.
     *
     * @return false if the run was in another state
     */
    public boolean resume(RunId id) {
        Run run = require(id);
        if (!run.state().resumable()) {
            return false;
        }
        RunId needed = run.waitsFor();
        if (needed == null) {
            // Published before the run changes, because holders of a work item lock the item
            // first.
            events.publishEvent(new RunQueued(id, run.priority(), run.device()));
            return resume(id, RunState.QUEUED, null);
        }
        // With this lock, either this transaction sees the other run's end, or the end sees that
        // this run waits.
        jdbc.sql("SELECT id FROM run WHERE id = :id FOR UPDATE")
                .param("id", needed.value())
                .query(String.class)
                .single();
        boolean waits = resume(id, RunState.WAITING, "waits for run " + needed);
        if (waits) {
            events.publishEvent(new RunWaitsAgain(id, needed));
        }
        return waits;
    }

    private boolean resume(RunId id, RunState state, @Nullable String reason) {
        var params = new HashMap<String, @Nullable Object>();
        params.put("state", state.name());
        params.put("reason", reason);
        return change(
                id,
                "state = :state, reason = :reason, finished_at = NULL, archived_at = NULL",
                "state IN ('FAILED', 'CANCELLED') AND deleted_at IS NULL",
                params);
    }

    /** Stores the verdict of comparing this rerun with its original. */
    public void verdict(RunId id, Verdict verdict, String detail) {
        jdbc.sql("UPDATE run SET verdict = :verdict, verdict_detail = :detail WHERE id = :id")
                .param("id", id.value())
                .param("verdict", verdict.name())
                .param("detail", detail)
                .update();
        events.publishEvent(new RunChanged(id));
    }

    private boolean end(RunId id, RunState state, @Nullable String reason) {
        StatementSpec update =
                jdbc.sql(
                                """
                                UPDATE run SET state = :state, reason = :reason, finished_at = :stopped, per_second = 0, %s
                                WHERE id = :id AND state NOT IN ('FINISHED', 'FAILED', 'CANCELLED')
                                """
                                        .formatted(WORKED))
                        .param("id", id.value())
                        .param("state", state.name())
                        .param("reason", reason)
                        .param("stopped", at(clock.instant()));
        boolean ended = update.update() == 1;
        if (ended) {
            events.publishEvent(new RunEnded(id, state));
            events.publishEvent(new RunChanged(id));
        }
        return ended;
    }

    private boolean change(
            RunId id, String assignments, Map<String, ? extends @Nullable Object> params) {
        return change(id, assignments, "state NOT IN ('FINISHED', 'FAILED', 'CANCELLED')", params);
    }

    private boolean change(
            RunId id,
            String assignments,
            String condition,
            Map<String, ? extends @Nullable Object> params) {
        boolean changed =
                jdbc.sql("UPDATE run SET " + assignments + " WHERE id = :id AND " + condition)
                                .param("id", id.value())
                                .params(params)
                                .update()
                        == 1;
        if (changed) {
            events.publishEvent(new RunChanged(id));
        }
        return changed;
    }
}
