package org.dllm.notebooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * A home folder whose database has the real schema, two small runs, reruns, a waiting run and an
 * archived run.
 */
record FilledHome(Path home) {

    static FilledHome in(Path home) throws SQLException, IOException {
        Files.createDirectories(home.resolve("db"));
        var filledHome = new FilledHome(home);
        whole(filledHome.fileUrl());
        return filledHome;
    }

    /** Creates the schema and the runs in an empty H2 or PostgreSQL database. */
    static void whole(String url) throws SQLException {
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url)) {
            fill(connection);
        }
    }

    String fileUrl() {
        return "jdbc:h2:file:" + home.resolve("db/lab") + ";NON_KEYWORDS=KEY,VALUE";
    }

    Map<String, String> environment() {
        return Map.of("DLLM_HOME", home.toString());
    }

    private static void fill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String name : List.of("quickstart", "waiting", "old")) {
                statement.execute(
                        "INSERT INTO experiment (name, created_at) VALUES ('%s', CURRENT_TIMESTAMP)"
                                .formatted(name));
            }
            for (int experiment = 1; experiment <= 3; experiment++) {
                statement.execute(
                        "INSERT INTO submission (experiment_id, document, sweep, created_at) VALUES"
                                + " (%d, 'name: x', '{}', CURRENT_TIMESTAMP)"
                                        .formatted(experiment));
            }
            run(statement, "aaaaaaaa", "dense", "dense");
            result(statement, "aaaaaaaa", "exact_match", "0.75", "0.0625");
            run(statement, "bbbbbbbb", "dllm", "dllm");
            result(statement, "bbbbbbbb", "exact_match", "0.5", "0.125");
            result(statement, "bbbbbbbb", "perplexity", "CAST('NaN' AS DOUBLE PRECISION)", "NULL");
            run(statement, "dddddddd", "later", "dense");
            statement.execute(
                    "UPDATE run SET experiment_id = 2, submission_id = 2, state = 'QUEUED' WHERE id"
                            + " = 'dddddddd'");
            run(statement, "eeeeeeee", "archived", "dense");
            statement.execute(
                    "UPDATE run SET experiment_id = 3, submission_id = 3, archived_at ="
                            + " CURRENT_TIMESTAMP WHERE id = 'eeeeeeee'");
            run(statement, "ffffffff", "dllm", "dllm");
            statement.execute("UPDATE run SET rerun_of = 'bbbbbbbb' WHERE id = 'ffffffff'");
            // a rerun whose original was deleted
            run(statement, "gggggggg", "dllm", "dllm");
            for (String rerun : List.of("ffffffff", "gggggggg")) {
                result(statement, rerun, "exact_match", "0.5", "0.125");
            }
            for (String run : List.of("aaaaaaaa", "bbbbbbbb")) {
                statement.execute(
                        "INSERT INTO metric_series (run_id, key) VALUES ('%s', 'train/loss')"
                                .formatted(run));
            }
            for (int series = 1; series <= 2; series++) {
                for (int step = 1; step <= 40; step++) {
                    double loss = step == 20 ? Double.NaN : 3.0 / step + series;
                    try (var insert =
                            connection.prepareStatement(
                                    "INSERT INTO metric_value (series_id, step, seq, bits, value,"
                                            + " at) VALUES (?, ?, ?, ?, ?, CURRENT_TIMESTAMP)")) {
                        insert.setInt(1, series);
                        insert.setInt(2, step);
                        insert.setInt(3, step);
                        insert.setLong(4, Double.doubleToRawLongBits(loss));
                        insert.setDouble(5, loss);
                        insert.execute();
                    }
                }
            }
            String[] families = {"chain", "addition", "recall"};
            for (int layer = 0; layer < 6; layer++) {
                for (int family = 0; family < families.length; family++) {
                    for (String run : List.of("bbbbbbbb", "eeeeeeee")) {
                        activity(statement, run, layer, "family", families[family], family);
                        activity(statement, run, layer, "token_class", "class " + family, family);
                    }
                }
            }
        }
    }

    private static void run(Statement statement, String id, String name, String methodKey)
            throws SQLException {
        statement.execute(
                """
                INSERT INTO run (id, experiment_id, submission_id, name, variant, grid_point, method_key, method, seed, state, priority,
                                 device, step, total_steps, per_second, attempt, created_at, summary, spec_sha256)
                VALUES ('%s', 1, 1, '%s', '%s', '{}', '%s', '%s', 0, 'FINISHED', 0, 'cpu', 40, 40, 1, 1, CURRENT_TIMESTAMP, '{}', '')
                """
                        .formatted(id, name, name, methodKey, methodKey));
        statement.execute(
                """
                INSERT INTO run_task (run_id, ordinal, task, metric, higher_is_better)
                VALUES ('%s', 0, 'chain', 'exact_match', TRUE)
                """
                        .formatted(id));
    }

    private static void result(
            Statement statement, String run, String metric, String value, String stderr)
            throws SQLException {
        statement.execute(
                """
                INSERT INTO run_result (run_id, task, metric, value, stderr, n) VALUES ('%s', 'chain', '%s', %s, %s, 48)
                """
                        .formatted(run, metric, value, stderr));
    }

    private static void activity(
            Statement statement, String run, int layer, String axis, String bucket, int ordinal)
            throws SQLException {
        boolean forced = layer < 2;
        long executed = forced ? 100 : 100 - 15L * layer + 5L * ordinal;
        statement.execute(
                """
                INSERT INTO layer_activity (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq)
                VALUES ('%s', 'chain', '%s', '%s', %d, %s, %d, %d, 100, 1)
                """
                        .formatted(run, axis, bucket, layer, forced, ordinal, executed));
    }
}
