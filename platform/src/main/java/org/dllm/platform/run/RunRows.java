package org.dllm.platform.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Writes and reads rows of runs in the same way on both databases. */
final class RunRows {

    /**
     * Every run has an experiment. The join is still an outer join: for an inner join H2 starts at
     * the experiment and reads all runs.
     *
     * <p>t is the first task, p its primary result, x its executed rate.
     */
    static final String FROM =
            """
             FROM run r LEFT JOIN experiment e ON e.id = r.experiment_id
             LEFT JOIN run_task t ON t.run_id = r.id AND t.ordinal = 0
             LEFT JOIN run_result p ON p.run_id = r.id AND p.task = t.task AND p.metric = t.metric
             LEFT JOIN run_result x ON x.run_id = r.id AND x.task = t.task AND x.metric = 'executed_rate'
            """;

    static final String COLUMNS =
            """
            r.id, r.number, e.name AS experiment, r.submission_id, r.name, r.dataset, r.variant, r.grid_point, r.method_key, r.method, r.seed, r.state, r.reason, r.priority,
            r.device, r.phase, r.step, r.total_steps, r.per_second, r.attempt, r.checkpoint_step, r.created_at,
            r.started_at, r.finished_at, r.waits_for, r.rerun_of, r.verdict, r.verdict_detail, r.summary,
            r.spec_sha256, r.archived_at, r.worked_seconds, r.working_since, t.task, t.metric, t.higher_is_better, p.value AS result, p.stderr AS result_stderr,
            x.value AS executed_rate
            """
                    + FROM;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<TreeMap<String, Double>> SUMMARY = new TypeReference<>() {};

    private RunRows() {}

    static Run run(ResultSet row, int number) throws SQLException {
        String verdict = row.getString("verdict");
        return new Run(
                new RunId(row.getString("id")),
                row.getLong("number"),
                row.getString("experiment"),
                row.getLong("submission_id"),
                row.getString("name"),
                row.getString("dataset"),
                row.getString("variant"),
                row.getString("grid_point"),
                new RunMethod(row.getString("method_key"), row.getString("method")),
                row.getLong("seed"),
                RunState.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getInt("priority"),
                row.getString("device"),
                row.getString("phase"),
                row.getLong("step"),
                row.getLong("total_steps"),
                row.getDouble("per_second"),
                row.getInt("attempt"),
                row.getObject("checkpoint_step", Long.class),
                time(row, "created_at"),
                optionalTime(row, "started_at"),
                optionalTime(row, "finished_at"),
                id(row, "waits_for"),
                id(row, "rerun_of"),
                verdict == null ? null : Verdict.valueOf(verdict),
                row.getString("verdict_detail"),
                JSON.readValue(row.getString("summary"), SUMMARY),
                new PrimaryMetrics(
                        task(row),
                        row.getObject("result", Double.class),
                        row.getObject("result_stderr", Double.class),
                        row.getObject("executed_rate", Double.class)),
                row.getString("spec_sha256"),
                work(row),
                optionalTime(row, "archived_at"));
    }

    private static @Nullable Work work(ResultSet row) throws SQLException {
        return row.getObject("started_at") == null
                ? null
                : new Work(
                        Duration.ofNanos(Math.round(1e9 * row.getDouble("worked_seconds"))),
                        optionalTime(row, "working_since"));
    }

    private static @Nullable PrimaryMetric task(ResultSet row) throws SQLException {
        String task = row.getString("task");
        return task == null
                ? null
                : new PrimaryMetric(
                        task, row.getString("metric"), row.getBoolean("higher_is_better"));
    }

    /** NaN and infinities become strings, which {@link #run} reads back. */
    static String summary(Map<String, Double> summary) {
        return JSON.writeValueAsString(new TreeMap<>(summary));
    }

    /** Replaces the character 0, which a model may generate and PostgreSQL rejects. */
    static String replaceNul(String text) {
        return text.replace('\0', '␀');
    }

    /** Both databases store microseconds. */
    static OffsetDateTime at(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant optionalTime(ResultSet row, String column)
            throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable RunId id(ResultSet row, String column) throws SQLException {
        String id = row.getString(column);
        return id == null ? null : new RunId(id);
    }
}
