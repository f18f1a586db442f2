package org.dllm.platform.run;

import static org.dllm.platform.run.RunRows.at;

import java.time.Clock;
import java.util.List;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores new runs. */
@Repository
@Transactional
public class NewRuns {

    private static final String INSERT =
            """
            INSERT INTO run (id, experiment_id, submission_id, name, dataset, variant, grid_point, method_key, method, seed, state, reason, priority, device, step,
              total_steps, per_second, attempt, created_at, waits_for, rerun_of, summary, spec_sha256)
            SELECT :id, s.experiment_id, s.id, :name, :dataset, :variant, :gridPoint, :methodKey, :method, :seed, :state, :reason, :priority, :device, 0,
              :total, 0, 0, :at, :waitsFor, :rerunOf, '{}', :specSha256
            FROM submission s WHERE s.id = :submission
            """;

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    NewRuns(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /** Stores the run as queued, or as waiting if it needs the result of another run. */
    public RunId add(NewRun run) {
        var id = RunId.random();
        boolean waits = run.waitsFor() != null;
        jdbc.sql(INSERT)
                .param("id", id.value())
                .param("submission", run.submission())
                .param("name", run.name())
                .param("dataset", run.dataset())
                .param("variant", run.variant())
                .param("gridPoint", run.gridPoint())
                .param("methodKey", run.method().key())
                .param("method", run.method().label())
                .param("seed", run.seed())
                .param("state", (waits ? RunState.WAITING : RunState.QUEUED).name())
                .param("reason", waits ? "waits for run " + run.waitsFor() : null)
                .param("priority", run.priority())
                .param("device", run.device())
                .param("total", run.totalSteps())
                .param("at", at(clock.instant()))
                .param("waitsFor", run.waitsFor() == null ? null : run.waitsFor().value())
                .param("rerunOf", run.rerunOf() == null ? null : run.rerunOf().value())
                .param("specSha256", run.specSha256())
                .update();
        jdbc.sql("INSERT INTO run_paper (run_id, spec) VALUES (:id, :spec)")
                .param("id", id.value())
                .param("spec", run.spec())
                .update();
        insertTasks(id, run.tasks());
        if (!waits) {
            events.publishEvent(new RunQueued(id, run.priority(), run.device()));
        }
        events.publishEvent(new RunChanged(id));
        return id;
    }

    /** As {@link #add}, for a run that needs the result of an earlier run, which may have ended. */
    public RunId addAfter(NewRun run, RunId earlier) {
        // With this lock, either this transaction sees the other run's end, or the end sees that
        // this run waits.
        jdbc.sql("SELECT id FROM run WHERE id = :id FOR UPDATE")
                .param("id", earlier.value())
                .query(String.class)
                .single();
        RunId id = add(run);
        events.publishEvent(new RunWaitsAgain(id, earlier));
        return id;
    }

    private void insertTasks(RunId id, List<PrimaryMetric> tasks) {
        for (int ordinal = 0; ordinal < tasks.size(); ordinal++) {
            PrimaryMetric task = tasks.get(ordinal);
            jdbc.sql(
                            """
                            INSERT INTO run_task (run_id, ordinal, task, metric, higher_is_better)
                            VALUES (:id, :ordinal, :task, :metric, :higher)
                            """)
                    .param("id", id.value())
                    .param("ordinal", ordinal)
                    .param("task", task.task())
                    .param("metric", task.metric())
                    .param("higher", task.higherIsBetter())
                    .update();
        }
    }
}
