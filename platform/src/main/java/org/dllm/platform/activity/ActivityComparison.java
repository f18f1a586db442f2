package org.dllm.platform.activity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Compares the counts of two runs' heat maps in the evaluation. Earlier runs have no counts of the
 * training.
 */
@Repository
@Transactional(readOnly = true)
public class ActivityComparison {

    // H2 has no full outer join, hence two left joins.
    private static final String FIRST =
            """
            SELECT * FROM (
              SELECT a.task, a.axis, a.ordinal, a.bucket, a.layer, a.forced, a.executed AS a_executed, a.total AS a_total,
                b.executed AS b_executed, b.total AS b_total
              FROM layer_activity a LEFT JOIN layer_activity b ON b.run_id = :second AND b.task = a.task AND b.axis = a.axis
                AND b.bucket = a.bucket AND b.layer = a.layer AND b.forced = a.forced AND b.step = a.step
              WHERE a.run_id = :first AND a.step = -1 AND (b.run_id IS NULL OR b.executed <> a.executed OR b.total <> a.total)
              UNION ALL
              SELECT b.task, b.axis, b.ordinal, b.bucket, b.layer, b.forced, CAST(NULL AS BIGINT) AS a_executed,
                CAST(NULL AS BIGINT) AS a_total, b.executed AS b_executed, b.total AS b_total
              FROM layer_activity b LEFT JOIN layer_activity a ON a.run_id = :first AND a.task = b.task AND a.axis = b.axis
                AND a.bucket = b.bucket AND a.layer = b.layer AND a.forced = b.forced AND a.step = b.step
              WHERE b.run_id = :second AND b.step = -1 AND a.run_id IS NULL
            ) d ORDER BY d.task, d.axis, d.ordinal, d.bucket, d.layer, d.forced LIMIT 1
            """;

    private final JdbcClient jdbc;

    ActivityComparison(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The first count, in the order of the heat maps, in which the runs differ. */
    public Optional<ActivityDifference> firstDifference(RunId first, RunId second) {
        return jdbc.sql(FIRST)
                .param("first", first.value())
                .param("second", second.value())
                .query((ResultSet row, int _) ->
                        new ActivityDifference(
                                row.getString("task"),
                                row.getString("axis"),
                                row.getString("bucket"),
                                row.getInt("layer"),
                                row.getBoolean("forced"),
                                executed(row, "a"),
                                executed(row, "b")))
                .optional();
    }

    /** Number of counts of a run that are compared. */
    public long counts(RunId run) {
        return jdbc.sql("SELECT count(*) FROM layer_activity WHERE run_id = :run AND step = -1")
                .param("run", run.value())
                .query(Long.class)
                .single();
    }

    private static @Nullable Executions executed(ResultSet row, String which) throws SQLException {
        Long times = row.getObject(which + "_executed", Long.class);
        return times == null ? null : new Executions(times, row.getLong(which + "_total"));
    }
}
