package org.dllm.platform.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The measured results of runs, one row per task and metric. Storing a result twice has no effect.
 */
@Repository
@Transactional
public class RunResults {

    private static final String MERGE =
            """
            MERGE INTO run_result t
            USING (SELECT CAST(? AS VARCHAR(8)) AS run_id, CAST(? AS VARCHAR(100)) AS task, CAST(? AS VARCHAR(250)) AS metric,
              CAST(? AS DOUBLE PRECISION) AS value, CAST(? AS DOUBLE PRECISION) AS stderr, CAST(? AS BIGINT) AS n) s
            ON t.run_id = s.run_id AND t.task = s.task AND t.metric = s.metric
            WHEN MATCHED THEN UPDATE SET value = s.value, stderr = s.stderr, n = s.n
            WHEN NOT MATCHED THEN INSERT (run_id, task, metric, value, stderr, n)
              VALUES (s.run_id, s.task, s.metric, s.value, s.stderr, s.n)
            """;

    private final JdbcClient jdbc;
    private final JdbcOperations batches;
    private final ApplicationEventPublisher events;

    RunResults(JdbcClient jdbc, JdbcOperations batches, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.events = events;
    }

    /** Stores results. If a metric occurs twice, the last value is kept. */
    public void put(RunId run, List<TaskResult> results) {
        if (results.isEmpty()) {
            return;
        }
        batches.batchUpdate(
                MERGE,
                results,
                1000,
                (statement, result) -> {
                    statement.setString(1, run.value());
                    statement.setString(2, result.task());
                    statement.setString(3, result.metric());
                    statement.setDouble(4, result.value());
                    statement.setObject(5, result.stderr());
                    statement.setLong(6, result.n());
                });
        events.publishEvent(new RunChanged(run));
    }

    /**
     * The run resumes from {@code step}. If it trains again, its results are deleted. If it resumes
     * after training, they stay, since they belong to the final checkpoint.
     */
    public void resumed(RunId run, long step) {
        jdbc.sql(
                        """
                        DELETE FROM run_result WHERE run_id = :run
                        AND EXISTS (SELECT 1 FROM run WHERE id = :run AND checkpoint_step > :step)
                        """)
                .param("run", run.value())
                .param("step", step)
                .update();
    }

    /** The results by run, ordered by task and metric; runs without results are absent. */
    @Transactional(readOnly = true)
    public Map<RunId, List<TaskResult>> of(Collection<RunId> runs) {
        var results = new HashMap<RunId, List<TaskResult>>();
        read(
                """
                SELECT run_id, task, metric, value, stderr, n FROM run_result
                WHERE run_id IN (:runs) ORDER BY run_id, task, metric
                """,
                runs,
                row ->
                        results.computeIfAbsent(run(row), _ -> new ArrayList<>())
                                .add(
                                        new TaskResult(
                                                row.getString("task"),
                                                row.getString("metric"),
                                                row.getDouble("value"),
                                                row.getObject("stderr", Double.class),
                                                row.getLong("n"))));
        return results;
    }

    /** The tasks by run, in the order of the spec; runs without tasks are absent. */
    @Transactional(readOnly = true)
    public Map<RunId, List<PrimaryMetric>> tasks(Collection<RunId> runs) {
        var tasks = new HashMap<RunId, List<PrimaryMetric>>();
        read(
                """
                SELECT run_id, task, metric, higher_is_better FROM run_task
                WHERE run_id IN (:runs) ORDER BY run_id, ordinal
                """,
                runs,
                row ->
                        tasks.computeIfAbsent(run(row), _ -> new ArrayList<>())
                                .add(
                                        new PrimaryMetric(
                                                row.getString("task"),
                                                row.getString("metric"),
                                                row.getBoolean("higher_is_better"))));
        return tasks;
    }

    private void read(String sql, Collection<RunId> runs, RowCallbackHandler row) {
        if (!runs.isEmpty()) {
            jdbc.sql(sql).param("runs", runs.stream().map(RunId::value).toList()).query(row);
        }
    }

    private static RunId run(ResultSet row) throws SQLException {
        return new RunId(row.getString("run_id"));
    }
}
