package org.dllm.platform.metric;

import java.sql.ResultSet;
import java.util.Optional;
import org.dllm.platform.run.RunId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Compares the points of two runs bit for bit, without metrics that depend on the clock. */
@Repository
@Transactional(readOnly = true)
public class MetricComparison {

    // H2 has no full outer join, hence two left joins.
    private static final String FIRST =
            """
            SELECT d.key, d.step, d.a_bits, d.b_bits FROM (
              SELECT s.key, v.step, v.bits AS a_bits, w.bits AS b_bits
              FROM metric_series s JOIN metric_value v ON v.series_id = s.id
              LEFT JOIN metric_series t ON t.run_id = :second AND t.key = s.key
              LEFT JOIN metric_value w ON w.series_id = t.id AND w.step = v.step
              WHERE s.run_id = :first AND s.key NOT LIKE 'time/%' AND (w.bits IS NULL OR w.bits <> v.bits)
              UNION ALL
              SELECT s.key, v.step, CAST(NULL AS BIGINT) AS a_bits, v.bits AS b_bits
              FROM metric_series s JOIN metric_value v ON v.series_id = s.id
              LEFT JOIN metric_series t ON t.run_id = :first AND t.key = s.key
              LEFT JOIN metric_value w ON w.series_id = t.id AND w.step = v.step
              WHERE s.run_id = :second AND s.key NOT LIKE 'time/%' AND w.bits IS NULL
            ) d ORDER BY d.step, d.key LIMIT 1
            """;

    private final JdbcClient jdbc;

    MetricComparison(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The earliest point in which the runs differ. */
    public Optional<MetricDifference> firstDifference(RunId first, RunId second) {
        return jdbc.sql(FIRST)
                .param("first", first.value())
                .param("second", second.value())
                .query((ResultSet row, int _) ->
                        new MetricDifference(
                                row.getString("key"),
                                row.getLong("step"),
                                row.getObject("a_bits", Long.class),
                                row.getObject("b_bits", Long.class)))
                .optional();
    }

    /** Number of points of a run that are compared. */
    public long points(RunId run) {
        return jdbc.sql(
                        """
                        SELECT count(*) FROM metric_value v JOIN metric_series s ON s.id = v.series_id
                        WHERE s.run_id = :run AND s.key NOT LIKE 'time/%'
                        """)
                .param("run", run.value())
                .query(Long.class)
                .single();
    }
}
