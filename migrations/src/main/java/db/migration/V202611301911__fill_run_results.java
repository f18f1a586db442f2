package db.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Fills the tasks and results of stored runs: tasks from their specs, results from their summaries
 * or, for runs that have not finished, from the last points of their series.
 */
public class V202611301911__fill_run_results extends BaseJavaMigration {

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        Map<String, Map<String, Double>> measured = lastPoints(connection);
        try (PreparedStatement tasks =
                        connection.prepareStatement(
                                """
                                INSERT INTO run_task (run_id, ordinal, task, metric, higher_is_better) VALUES (?, ?, ?, ?, ?)
                                """);
                PreparedStatement results =
                        connection.prepareStatement(
                                """
                                INSERT INTO run_result (run_id, task, metric, value, stderr, n) VALUES (?, ?, ?, ?, ?, ?)
                                """);
                Statement statement = connection.createStatement();
                ResultSet runs = statement.executeQuery("SELECT id, spec, summary FROM run")) {
            while (runs.next()) {
                String run = runs.getString("id");
                insertTasks(tasks, run, read(runs.getString("spec")).path("evaluate"));
                var values = measured.computeIfAbsent(run, _ -> new TreeMap<>());
                read(runs.getString("summary"))
                        .properties()
                        .forEach(entry -> values.put(entry.getKey(), number(entry.getValue())));
                insertResults(results, run, values);
            }
            tasks.executeBatch();
            results.executeBatch();
        }
    }

    private static void insertTasks(PreparedStatement insert, String run, JsonNode evaluate)
            throws SQLException {
        for (int ordinal = 0; ordinal < evaluate.size(); ordinal++) {
            String metric = evaluate.path(ordinal).path("metric").asString("exact_match");
            insert.setString(1, run);
            insert.setInt(2, ordinal);
            insert.setString(3, evaluate.path(ordinal).path("task").asString(""));
            insert.setString(4, metric);
            insert.setBoolean(5, metric.startsWith("exact_match")); // all other metrics were costs
            insert.addBatch();
        }
    }

    private static void insertResults(
            PreparedStatement insert, String run, Map<String, Double> values) throws SQLException {
        for (StoredResult result : StoredResult.all(values)) {
            insert.setString(1, run);
            insert.setString(2, result.task());
            insert.setString(3, result.metric());
            insert.setDouble(4, result.value());
            if (result.stderr() == null) insert.setNull(5, Types.DOUBLE);
            else insert.setDouble(5, result.stderr());
            insert.setLong(6, result.n());
            insert.addBatch();
        }
    }

    /** The last value of each series that is a result, by run and key. */
    private static Map<String, Map<String, Double>> lastPoints(Connection connection)
            throws SQLException {
        var measured = new HashMap<String, Map<String, Double>>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT s.run_id, s.key, v.value FROM metric_series s JOIN metric_value v ON v.series_id = s.id
                                WHERE s.key NOT LIKE 'train/%' AND s.key NOT LIKE 'time/%'
                                ORDER BY s.id, v.step
                                """)) {
            while (rows.next()) {
                measured.computeIfAbsent(rows.getString("run_id"), _ -> new TreeMap<>())
                        .put(rows.getString("key"), rows.getDouble("value"));
            }
        }
        return measured;
    }

    private static JsonNode read(String json) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }

    /** NaN and the infinities are strings in JSON. */
    private static double number(JsonNode value) {
        return value.isString() ? Double.parseDouble(value.asString()) : value.asDouble();
    }
}
