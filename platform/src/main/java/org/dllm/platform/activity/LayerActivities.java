package org.dllm.platform.activity;

import java.sql.ResultSet;
import java.util.List;
import org.dllm.experiments.experiment.RunEvent.LayerActivity;
import org.dllm.platform.run.RunChanged;
import org.dllm.platform.run.RunId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** How often each layer ran, by task and bucket of an axis. */
@Repository
public class LayerActivities {

    private static final String MERGE =
            """
            MERGE INTO layer_activity t
            USING (SELECT CAST(? AS VARCHAR(8)) AS run_id, CAST(? AS VARCHAR(100)) AS task, CAST(? AS VARCHAR(40)) AS axis,
              CAST(? AS VARCHAR(200)) AS bucket, CAST(? AS INTEGER) AS layer, CAST(? AS BOOLEAN) AS forced,
              CAST(? AS INTEGER) AS ordinal, CAST(? AS BIGINT) AS executed, CAST(? AS BIGINT) AS total, CAST(? AS BIGINT) AS seq) s
            ON t.run_id = s.run_id AND t.task = s.task AND t.axis = s.axis AND t.bucket = s.bucket
              AND t.layer = s.layer AND t.forced = s.forced
            WHEN MATCHED THEN UPDATE SET ordinal = s.ordinal, executed = s.executed, total = s.total
            WHEN NOT MATCHED THEN INSERT (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq)
              VALUES (s.run_id, s.task, s.axis, s.bucket, s.layer, s.forced, s.ordinal, s.executed, s.total, s.seq)
            """;

    private final JdbcClient jdbc;
    private final JdbcOperations batches;
    private final ApplicationEventPublisher events;

    LayerActivities(JdbcClient jdbc, JdbcOperations batches, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.events = events;
    }

    /** Stores counts; a cell that is told again is replaced, not added to. */
    @Transactional
    public void put(RunId run, List<LayerActivity> cells, long seq) {
        if (cells.isEmpty()) {
            return;
        }
        batches.batchUpdate(
                MERGE,
                cells,
                500,
                (statement, cell) -> {
                    statement.setString(1, run.value());
                    statement.setString(2, cell.task());
                    statement.setString(3, cell.axis());
                    statement.setString(4, cell.bucket());
                    statement.setInt(5, cell.layer());
                    statement.setBoolean(6, cell.forced());
                    statement.setInt(7, cell.ordinal());
                    statement.setLong(8, cell.executed());
                    statement.setLong(9, cell.total());
                    statement.setLong(10, seq);
                });
        events.publishEvent(new RunChanged(run));
    }

    /** The heat maps that a run has. */
    @Transactional(readOnly = true)
    public List<ActivityAxis> axes(RunId run) {
        return axesToldAfter(run, Long.MIN_VALUE);
    }

    /** The heat maps with cells that were told after event {@code seq}. */
    @Transactional(readOnly = true)
    public List<ActivityAxis> axesToldAfter(RunId run, long seq) {
        return jdbc.sql(
                        """
                        SELECT task, axis, count(DISTINCT layer) AS layers, count(DISTINCT bucket) AS buckets
                        FROM layer_activity WHERE run_id = :run
                        GROUP BY task, axis HAVING max(seq) > :seq ORDER BY task, axis
                        """)
                .param("run", run.value())
                .param("seq", seq)
                .query((ResultSet row, int _) ->
                        new ActivityAxis(
                                row.getString("task"),
                                row.getString("axis"),
                                row.getInt("layers"),
                                row.getInt("buckets")))
                .list();
    }

    /** The last event that told of activity; 0 when none has. */
    @Transactional(readOnly = true)
    public long lastTold(RunId run) {
        return jdbc.sql("SELECT COALESCE(max(seq), 0) FROM layer_activity WHERE run_id = :run")
                .param("run", run.value())
                .query(Long.class)
                .single();
    }

    /**
     * One heat map by layer and ordinal, neighbouring buckets summed so that at most {@code
     * columns} remain.
     */
    @Transactional(readOnly = true)
    public List<ActivityCell> cells(RunId run, String task, String axis, int columns) {
        return jdbc.sql(
                        """
                        SELECT g.layer, g.first_ordinal, g.executed, g.total, g.forced, n.bucket
                        FROM (
                          SELECT c.layer, c.forced, min(c.ordinal) AS first_ordinal,
                            sum(c.executed) AS executed, sum(c.total) AS total
                          FROM (
                            SELECT a.layer, a.ordinal, a.executed, a.total, a.forced,
                              CASE WHEN w.ordinals <= :columns THEN CAST(a.ordinal - w.low AS BIGINT)
                                ELSE (a.ordinal - w.low) * CAST(:columns AS BIGINT) / w.ordinals END AS place
                            FROM layer_activity a,
                              (SELECT min(ordinal) AS low, CAST(max(ordinal) AS BIGINT) - min(ordinal) + 1 AS ordinals
                               FROM layer_activity WHERE run_id = :run AND task = :task AND axis = :axis) w
                            WHERE a.run_id = :run AND a.task = :task AND a.axis = :axis
                          ) c GROUP BY c.layer, c.place, c.forced
                        ) g
                        JOIN (SELECT ordinal, min(bucket) AS bucket FROM layer_activity
                              WHERE run_id = :run AND task = :task AND axis = :axis GROUP BY ordinal) n
                          ON n.ordinal = g.first_ordinal
                        ORDER BY g.layer, g.first_ordinal, g.forced
                        """)
                .param("run", run.value())
                .param("task", task)
                .param("axis", axis)
                .param("columns", columns)
                .query((ResultSet row, int _) ->
                        new ActivityCell(
                                row.getInt("layer"),
                                row.getString("bucket"),
                                row.getInt("first_ordinal"),
                                row.getLong("executed"),
                                row.getLong("total"),
                                row.getBoolean("forced")))
                .list();
    }
}
