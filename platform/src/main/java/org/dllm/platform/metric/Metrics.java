package org.dllm.platform.metric;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dllm.platform.run.RunChanged;
import org.dllm.platform.run.RunId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Metric series of runs, one point per step. Storing a point twice has no effect. */
@Repository
public class Metrics {

    private static final String INSERT_SERIES =
            """
            INSERT INTO metric_series (run_id, key)
            SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM metric_series WHERE run_id = ? AND key = ?)
            """;

    private static final String MERGE =
            """
            MERGE INTO metric_value t
            USING (SELECT CAST(? AS BIGINT) AS series_id, CAST(? AS BIGINT) AS step, CAST(? AS BIGINT) AS seq,
              CAST(? AS BIGINT) AS bits, CAST(? AS DOUBLE PRECISION) AS value, CAST(? AS TIMESTAMP(6) WITH TIME ZONE) AS at) s
            ON t.series_id = s.series_id AND t.step = s.step
            WHEN MATCHED THEN UPDATE SET bits = s.bits, value = s.value
            WHEN NOT MATCHED THEN INSERT (series_id, step, seq, bits, value, at)
              VALUES (s.series_id, s.step, s.seq, s.bits, s.value, s.at)
            """;

    /** Windows instead of GROUP BY, so that PostgreSQL knows how few series are read. */
    private static final String BUCKETS =
            """
            SELECT b.run_id, b.key, b.first_step, b.last_step, b.points, b.nans, b.low, b.high, b.mean, l.bits AS last_bits
            FROM (
              SELECT p.series_id, p.run_id, p.key, p.bucket, min(p.step) AS first_step, max(p.step) AS last_step,
                count(*) AS points, count(*) - count(p.number) AS nans,
                min(p.number) AS low, max(p.number) AS high,
                sum(p.ordinary) / count(p.ordinary) AS mean
              FROM (
                SELECT e.series_id, e.run_id, e.key, e.step,
                  CASE WHEN e.last_step = e.first_step THEN 0
                    ELSE (e.step - e.first_step) * :buckets / (e.last_step - e.first_step + 1) END AS bucket,
                  CASE WHEN e.value <> CAST('NaN' AS DOUBLE PRECISION) THEN e.value END AS number,
                  CASE WHEN abs(e.value) < 1e290 THEN e.value END AS ordinary
                FROM (
                  SELECT v.series_id, o.run_id, o.key, v.step, v.value,
                    min(v.step) OVER (PARTITION BY v.series_id) AS first_step,
                    max(v.step) OVER (PARTITION BY v.series_id) AS last_step
                  FROM metric_series o JOIN metric_value v ON v.series_id = o.id
                  WHERE o.run_id IN (:runs) AND o.key IN (:keys)
                ) e
              ) p GROUP BY p.series_id, p.run_id, p.key, p.bucket
            ) b JOIN metric_value l ON l.series_id = b.series_id AND l.step = b.last_step
            ORDER BY b.series_id, b.first_step
            """;

    private final JdbcClient jdbc;
    private final JdbcOperations batches;
    private final ApplicationEventPublisher events;

    Metrics(JdbcClient jdbc, JdbcOperations batches, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.events = events;
    }

    /** Adds points in the order of their events. If a step occurs twice, the last value is kept. */
    @Transactional
    public void append(RunId run, List<MetricPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        Map<String, Long> series = seriesOf(run, points);
        batches.batchUpdate(
                MERGE,
                points,
                1000,
                (statement, point) -> {
                    statement.setLong(1, Objects.requireNonNull(series.get(point.key())));
                    statement.setLong(2, point.step());
                    statement.setLong(3, point.seq());
                    statement.setLong(4, Double.doubleToRawLongBits(point.value()));
                    statement.setDouble(5, point.value());
                    statement.setObject(
                            6, point.at().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
                });
        events.publishEvent(new RunChanged(run));
    }

    /** The run resumes from {@code step}: later points are deleted and will be reported again. */
    @Transactional
    public void resumed(RunId run, long step) {
        jdbc.sql(
                        """
                        DELETE FROM metric_value WHERE step > :step
                        AND series_id IN (SELECT id FROM metric_series WHERE run_id = :run)
                        """)
                .param("run", run.value())
                .param("step", step)
                .update();
        events.publishEvent(new RunChanged(run));
    }

    /** All series of a run with points, by key. */
    @Transactional(readOnly = true)
    public List<SeriesSummary> series(RunId run) {
        return jdbc.sql(
                        """
                        SELECT s.key, a.points, a.first_step, a.last_step, a.low, a.high, l.bits AS last_bits
                        FROM metric_series s
                        JOIN (SELECT v.series_id, count(*) AS points, min(v.step) AS first_step, max(v.step) AS last_step,
                                min(CASE WHEN v.value <> CAST('NaN' AS DOUBLE PRECISION) THEN v.value END) AS low,
                                max(CASE WHEN v.value <> CAST('NaN' AS DOUBLE PRECISION) THEN v.value END) AS high
                              FROM metric_value v JOIN metric_series o ON o.id = v.series_id
                              WHERE o.run_id = :run GROUP BY v.series_id) a ON a.series_id = s.id
                        JOIN metric_value l ON l.series_id = s.id AND l.step = a.last_step
                        ORDER BY s.key
                        """)
                .param("run", run.value())
                .query((ResultSet row, int _) ->
                        new SeriesSummary(
                                row.getString("key"),
                                row.getLong("points"),
                                row.getLong("first_step"),
                                row.getLong("last_step"),
                                bits(row, "last_bits"),
                                number(row, "low"),
                                number(row, "high")))
                .list();
    }

    /**
     * The last value of each series of each run, by key; runs and series without points are absent.
     */
    @Transactional(readOnly = true)
    public Map<RunId, Map<String, Double>> last(Collection<RunId> runs) {
        var values = new HashMap<RunId, Map<String, Double>>();
        if (runs.isEmpty()) {
            return values;
        }
        jdbc.sql(
                        """
                        SELECT l.run_id, l.key, l.bits FROM (
                          SELECT s.run_id, s.key,
                            (SELECT v.bits FROM metric_value v WHERE v.series_id = s.id
                             ORDER BY v.series_id DESC, v.step DESC LIMIT 1) AS bits
                          FROM metric_series s WHERE s.run_id IN (:runs)
                        ) l WHERE l.bits IS NOT NULL
                        """)
                .param("runs", runs.stream().map(RunId::value).toList())
                .query(row -> {
                    values.computeIfAbsent(new RunId(row.getString("run_id")), _ -> new HashMap<>())
                            .put(row.getString("key"), bits(row, "bits"));
                });
        return values;
    }

    /** All points of a series by step, bit for bit. */
    @Transactional(readOnly = true)
    public List<MetricPoint> points(RunId run, String key) {
        return jdbc.sql(
                        """
                        SELECT s.key, v.step, v.seq, v.bits, v.at
                        FROM metric_series s JOIN metric_value v ON v.series_id = s.id
                        WHERE s.run_id = :run AND s.key = :key ORDER BY v.step
                        """)
                .param("run", run.value())
                .param("key", key)
                .query(Metrics::point)
                .list();
    }

    /** The points of the events from {@code first} to {@code last}, in that order. */
    @Transactional(readOnly = true)
    public List<MetricPoint> between(RunId run, long first, long last) {
        return jdbc.sql(
                        """
                        SELECT s.key, v.step, v.seq, v.bits, v.at
                        FROM metric_series s JOIN metric_value v ON v.series_id = s.id
                        WHERE s.run_id = :run AND v.seq BETWEEN :first AND :last ORDER BY v.seq, s.key, v.step
                        """)
                .param("run", run.value())
                .param("first", first)
                .param("last", last)
                .query(Metrics::point)
                .list();
    }

    /** The first event after {@code seq} with a point. */
    @Transactional(readOnly = true)
    public Optional<Long> nextEvent(RunId run, long seq) {
        // Here and below: H2 reads a single row of the index only if ORDER BY names its columns
        // from the first one.
        return jdbc.sql(
                        """
                        SELECT min((SELECT v.seq FROM metric_value v WHERE v.series_id = s.id AND v.seq > :seq
                                    ORDER BY v.series_id, v.seq LIMIT 1))
                        FROM metric_series s WHERE s.run_id = :run
                        """)
                .param("run", run.value())
                .param("seq", seq)
                .query(Long.class)
                .optional();
    }

    /** The last event with a point; 0 if there is none. */
    @Transactional(readOnly = true)
    public long lastEvent(RunId run) {
        return jdbc.sql(
                        """
                        SELECT COALESCE(max((SELECT v.seq FROM metric_value v WHERE v.series_id = s.id
                                             ORDER BY v.series_id DESC, v.seq DESC LIMIT 1)), 0)
                        FROM metric_series s WHERE s.run_id = :run
                        """)
                .param("run", run.value())
                .query(Long.class)
                .single();
    }

    /** A series in at most {@code buckets} buckets of equally many steps, by step. */
    @Transactional(readOnly = true)
    public List<MetricBucket> buckets(RunId run, String key, int buckets) {
        return buckets(List.of(run), List.of(key), buckets)
                .getOrDefault(new Series(run, key), List.of());
    }

    /** One series of one run. */
    public record Series(RunId run, String key) {}

    /** Several series in buckets; series without points are absent. */
    @Transactional(readOnly = true)
    public Map<Series, List<MetricBucket>> buckets(
            Collection<RunId> runs, Collection<String> keys, int buckets) {
        var found = new HashMap<Series, List<MetricBucket>>();
        if (runs.isEmpty() || keys.isEmpty()) {
            return found;
        }
        jdbc.sql(BUCKETS)
                .param("runs", runs.stream().map(RunId::value).toList())
                .param("keys", List.copyOf(keys))
                .param("buckets", buckets)
                .query(row -> {
                    var series =
                            new Series(new RunId(row.getString("run_id")), row.getString("key"));
                    found.computeIfAbsent(series, _ -> new ArrayList<>())
                            .add(
                                    new MetricBucket(
                                            row.getLong("first_step"),
                                            row.getLong("last_step"),
                                            row.getLong("points"),
                                            row.getLong("nans"),
                                            number(row, "low"),
                                            number(row, "high"),
                                            number(row, "mean"),
                                            bits(row, "last_bits")));
                });
        return found;
    }

    private Map<String, Long> seriesOf(RunId run, List<MetricPoint> points) {
        Map<String, Long> known = knownSeries(run);
        List<String> fresh =
                points.stream()
                        .map(MetricPoint::key)
                        .distinct()
                        .filter(key -> !known.containsKey(key))
                        .toList();
        if (fresh.isEmpty()) {
            return known;
        }
        batches.batchUpdate(
                INSERT_SERIES,
                fresh,
                500,
                (statement, key) -> {
                    statement.setString(1, run.value());
                    statement.setString(2, key);
                    statement.setString(3, run.value());
                    statement.setString(4, key);
                });
        return knownSeries(run);
    }

    private Map<String, Long> knownSeries(RunId run) {
        var series = new HashMap<String, Long>();
        jdbc.sql("SELECT id, key FROM metric_series WHERE run_id = :run")
                .param("run", run.value())
                .query(row -> {
                    series.put(row.getString("key"), row.getLong("id"));
                });
        return series;
    }

    private static MetricPoint point(ResultSet row, int number) throws SQLException {
        return new MetricPoint(
                row.getString("key"),
                row.getLong("step"),
                bits(row, "bits"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getLong("seq"));
    }

    private static double bits(ResultSet row, String column) throws SQLException {
        return Double.longBitsToDouble(row.getLong(column));
    }

    private static double number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        // H2 has no -0.0. Adding 0.0 makes minimum and maximum equal on both databases.
        return row.wasNull() ? Double.NaN : value + 0.0;
    }
}
