package org.dllm.platform.activity;

import java.sql.ResultSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dllm.experiments.experiment.RunEvent.LayerActivity;
import org.dllm.platform.run.RunChanged;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Counts of executed layers by task and bucket of an axis. */
@Repository
public class LayerActivities {

    private static final String MERGE =
            """
            MERGE INTO layer_activity t
            USING (SELECT CAST(? AS VARCHAR(8)) AS run_id, CAST(? AS VARCHAR(100)) AS task, CAST(? AS VARCHAR(40)) AS axis,
              CAST(? AS VARCHAR(200)) AS bucket, CAST(? AS INTEGER) AS layer, CAST(? AS BOOLEAN) AS forced,
              CAST(? AS INTEGER) AS ordinal, CAST(? AS BIGINT) AS executed, CAST(? AS BIGINT) AS total, CAST(? AS BIGINT) AS seq, CAST(? AS BIGINT) AS step) s
            ON t.run_id = s.run_id AND t.task = s.task AND t.axis = s.axis AND t.bucket = s.bucket
              AND t.layer = s.layer AND t.forced = s.forced AND t.step = s.step
            WHEN MATCHED THEN UPDATE SET ordinal = s.ordinal, executed = s.executed, total = s.total
            WHEN NOT MATCHED THEN INSERT (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq, step)
              VALUES (s.run_id, s.task, s.axis, s.bucket, s.layer, s.forced, s.ordinal, s.executed, s.total, s.seq, s.step)
            """;

    /** The stored step of counts of the evaluation. */
    private static final long EVALUATION = -1;

    private final JdbcClient jdbc;
    private final JdbcOperations batches;
    private final ApplicationEventPublisher events;

    LayerActivities(JdbcClient jdbc, JdbcOperations batches, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.events = events;
    }

    /** Stores counts; a cell that is stored already is replaced, not added to. */
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
                    statement.setLong(
                            11, Objects.requireNonNullElse(cell.trainingStep(), EVALUATION));
                });
        events.publishEvent(new RunChanged(run));
    }

    /** Removes counts of the training after {@code step}; the resumed run counts again. */
    @Transactional
    public void resumed(RunId run, long step) {
        int removed =
                jdbc.sql("DELETE FROM layer_activity WHERE run_id = :run AND step > :step")
                        .param("run", run.value())
                        .param("step", step)
                        .update();
        if (removed > 0) {
            events.publishEvent(new RunChanged(run));
        }
    }

    /** The steps of a run at which the training counted, and the evaluation at the end. */
    @Transactional(readOnly = true)
    public List<ActivityStep> steps(RunId run) {
        return jdbc.sql(
                        """
                        SELECT DISTINCT task, NULLIF(step, -1) AS step FROM layer_activity WHERE run_id = :run
                        ORDER BY 1, 2 NULLS LAST
                        """)
                .param("run", run.value())
                .query((ResultSet row, int _) ->
                        new ActivityStep(row.getString("task"), row.getObject("step", Long.class)))
                .list();
    }

    /** The heat maps of a run. */
    @Transactional(readOnly = true)
    public List<ActivityAxis> axes(RunId run) {
        return axesBetween(run, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The heat maps whose last cells are in the events from {@code first} to {@code last}. */
    @Transactional(readOnly = true)
    public List<ActivityAxis> axesBetween(RunId run, long first, long last) {
        return jdbc.sql(
                        """
                        SELECT task, axis, count(DISTINCT layer) AS layers, count(DISTINCT bucket) AS buckets
                        FROM layer_activity WHERE run_id = :run
                        GROUP BY task, axis HAVING max(seq) BETWEEN :first AND :last ORDER BY task, axis
                        """)
                .param("run", run.value())
                .param("first", first)
                .param("last", last)
                .query((ResultSet row, int _) ->
                        new ActivityAxis(
                                row.getString("task"),
                                row.getString("axis"),
                                row.getInt("layers"),
                                row.getInt("buckets")))
                .list();
    }

    /** The first event after {@code seq} with layer activity. */
    @Transactional(readOnly = true)
    public Optional<Long> nextEvent(RunId run, long seq) {
        return jdbc.sql("SELECT min(seq) FROM layer_activity WHERE run_id = :run AND seq > :seq")
                .param("run", run.value())
                .param("seq", seq)
                .query(Long.class)
                .optional();
    }

    /** The last event with layer activity; 0 if there is none. */
    @Transactional(readOnly = true)
    public long lastEvent(RunId run) {
        return jdbc.sql("SELECT COALESCE(max(seq), 0) FROM layer_activity WHERE run_id = :run")
                .param("run", run.value())
                .query(Long.class)
                .single();
    }

    /**
     * One heat map by layer and column. Columns are the buckets in the order of their ordinals and
     * names; neighbours are summed so that at most {@code columns} remain, named after their first
     * bucket. All steps have the same columns.
     *
     * @param step of the training; null for the evaluation
     */
    @Transactional(readOnly = true)
    public List<ActivityCell> cells(
            RunId run, String task, String axis, int columns, @Nullable Long step) {
        return jdbc.sql(
                        """
                        WITH place AS (
                          SELECT bucket, col, first_value(bucket) OVER (PARTITION BY col ORDER BY nth) AS label
                          FROM (
                            SELECT bucket, nth, CASE WHEN places <= :columns THEN nth ELSE nth * :columns / places END AS col
                            FROM (
                              SELECT bucket, row_number() OVER (ORDER BY min(ordinal), bucket) - 1 AS nth, count(*) OVER () AS places
                              FROM layer_activity WHERE run_id = :run AND task = :task AND axis = :axis GROUP BY bucket
                            ) ranked
                          ) placed
                        )
                        SELECT a.layer, p.col, p.label, sum(a.executed) AS executed, sum(a.total) AS total,
                          sum(a.forced_executed) AS forced_executed, sum(a.forced_total) AS forced_total
                        FROM activity_cell a JOIN place p ON p.bucket = a.bucket
                        WHERE a.run_id = :run AND a.task = :task AND a.axis = :axis AND COALESCE(a.step, -1) = :step
                        GROUP BY a.layer, p.col, p.label
                        ORDER BY a.layer, p.col
                        """)
                .param("run", run.value())
                .param("task", task)
                .param("axis", axis)
                .param("columns", columns)
                .param("step", Objects.requireNonNullElse(step, EVALUATION))
                .query((ResultSet row, int _) ->
                        new ActivityCell(
                                row.getInt("layer"),
                                row.getString("label"),
                                row.getInt("col"),
                                new Executions(row.getLong("executed"), row.getLong("total")),
                                new Executions(
                                        row.getLong("forced_executed"),
                                        row.getLong("forced_total"))))
                .list();
    }
}
