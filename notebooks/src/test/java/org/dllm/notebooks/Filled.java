package org.dllm.notebooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A home folder whose database has the real schema, two small runs, and one that waits. */
record Filled(Path home) {

    private static final List<String> MIGRATIONS =
            List.of(
                    "V202611231640__create_runs.sql",
                    "V202611231641__create_metrics.sql",
                    "V202611302000__view_activity_cells.sql");

    static Filled in(Path home) throws SQLException, IOException {
        Files.createDirectories(home.resolve("db"));
        var filled = new Filled(home);
        try (Connection connection = DriverManager.getConnection(filled.fileUrl())) {
            whole(connection);
        }
        return filled;
    }

    /** Gives an empty database of either kind the schema and the runs. */
    static void whole(Connection connection) throws SQLException, IOException {
        for (String migration : MIGRATIONS) {
            try (var text = Filled.class.getResourceAsStream("/db/migration/" + migration);
                    var statement = connection.createStatement()) {
                statement.execute(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        fill(connection);
    }

    String fileUrl() {
        return "jdbc:h2:file:" + home.resolve("db/lab") + ";NON_KEYWORDS=KEY,VALUE";
    }

    Map<String, String> environment() {
        return Map.of("DLLM_HOME", home.toString());
    }

    private static void fill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO experiment (name, created_at) VALUES ('quickstart',"
                            + " CURRENT_TIMESTAMP)");
            statement.execute(
                    "INSERT INTO experiment (name, created_at) VALUES ('waiting',"
                            + " CURRENT_TIMESTAMP)");
            run(statement, "aaaaaaaa", "dense", "Dense", "{\"chain/exact_match\":0.75}");
            run(
                    statement,
                    "bbbbbbbb",
                    "dllm",
                    "Dllm",
                    "{\"chain/exact_match\":0.5,\"chain/perplexity\":\"NaN\"}");
            run(statement, "dddddddd", "later", "Dense", "{}");
            statement.execute(
                    "UPDATE run SET experiment_id = 2, state = 'QUEUED' WHERE id = 'dddddddd'");
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
                    activity(statement, layer, "family", families[family], family);
                    activity(statement, layer, "token_class", "class " + family, family);
                }
            }
        }
    }

    private static void run(
            java.sql.Statement statement, String id, String name, String method, String summary)
            throws SQLException {
        statement.execute(
                """
                INSERT INTO run (id, experiment_id, name, method, seed, state, priority, device, step, total_steps,
                                 per_second, attempt, created_at, summary, spec, spec_sha256, document)
                VALUES ('%s', 1, '%s', '%s', 0, 'FINISHED', 0, 'cpu', 40, 40, 1, 1, CURRENT_TIMESTAMP, '%s', '{}', '', '')
                """
                        .formatted(id, name, method, summary));
    }

    private static void activity(
            java.sql.Statement statement, int layer, String axis, String bucket, int ordinal)
            throws SQLException {
        boolean forced = layer < 2;
        long executed = forced ? 100 : 100 - 15L * layer + 5L * ordinal;
        statement.execute(
                """
                INSERT INTO layer_activity (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq)
                VALUES ('bbbbbbbb', 'chain', '%s', '%s', %d, %s, %d, %d, 100, 1)
                """
                        .formatted(axis, bucket, layer, forced, ordinal, executed));
    }
}
