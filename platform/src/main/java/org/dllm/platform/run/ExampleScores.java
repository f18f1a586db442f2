package org.dllm.platform.run;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent.ExampleScore;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What each example contributes to the primary metric of its task, one row per run, task and
 * example. Storing a score twice has no effect.
 */
@Repository
@Transactional
public class ExampleScores {

    private static final String MERGE =
            """
            MERGE INTO example_score t
            USING (SELECT CAST(? AS VARCHAR(8)) AS run_id, CAST(? AS VARCHAR(100)) AS task, CAST(? AS INTEGER) AS ordinal,
              CAST(? AS DOUBLE PRECISION) AS value) s
            ON t.run_id = s.run_id AND t.task = s.task AND t.ordinal = s.ordinal
            WHEN MATCHED THEN UPDATE SET value = s.value
            WHEN NOT MATCHED THEN INSERT (run_id, task, ordinal, value) VALUES (s.run_id, s.task, s.ordinal, s.value)
            """;

    private final JdbcClient jdbc;
    private final JdbcOperations batches;

    ExampleScores(JdbcClient jdbc, JdbcOperations batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    public void put(RunId run, List<ExampleScore> scores) {
        if (scores.isEmpty()) {
            return;
        }
        batches.batchUpdate(
                MERGE,
                scores,
                1000,
                (statement, score) -> {
                    statement.setString(1, run.value());
                    statement.setString(2, score.task());
                    statement.setInt(3, score.index());
                    statement.setDouble(4, score.value());
                });
    }

    /** As {@link RunResults#resumed}. */
    public void resumed(RunId run, long step) {
        jdbc.sql(
                        """
                        DELETE FROM example_score WHERE run_id = :run
                        AND EXISTS (SELECT 1 FROM run WHERE id = :run AND checkpoint_step > :step)
                        """)
                .param("run", run.value())
                .param("step", step)
                .update();
    }

    /**
     * The scores on one task by run, each by index of the example; runs without scores are absent.
     */
    @Transactional(readOnly = true)
    public Map<RunId, Map<Integer, Double>> of(Collection<RunId> runs, String task) {
        var scores = new HashMap<RunId, Map<Integer, Double>>();
        if (!runs.isEmpty()) {
            jdbc.sql(
                            """
                            SELECT run_id, ordinal, value FROM example_score
                            WHERE run_id IN (:runs) AND task = :task
                            """)
                    .param("runs", runs.stream().map(RunId::value).toList())
                    .param("task", task)
                    .query(row -> {
                        scores.computeIfAbsent(
                                        new RunId(row.getString("run_id")), _ -> new TreeMap<>())
                                .put(row.getInt("ordinal"), row.getDouble("value"));
                    });
        }
        return scores;
    }
}
