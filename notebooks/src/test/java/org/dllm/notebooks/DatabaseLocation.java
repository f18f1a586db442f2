package org.dllm.notebooks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** The locations at which a notebook can find the database. */
enum DatabaseLocation {
    /** A file that no server has locked. */
    FILE,
    /** A database named by DLLM_JDBC_URL. */
    POSTGRESQL;

    /** The start timeout. The default of ten seconds is too short on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A filled database at a location, with access for a second connection. */
    record Open(Map<String, String> environment, String url, AutoCloseable server) {

        Connection another() throws SQLException {
            return DriverManager.getConnection(url);
        }

        void close() throws Exception {
            server.close();
        }
    }

    Open open(Path home) throws SQLException, IOException {
        return switch (this) {
            case FILE -> {
                FilledHome filledHome = FilledHome.in(home);
                yield new Open(filledHome.environment(), filledHome.fileUrl(), () -> {});
            }
            case POSTGRESQL -> postgresql();
        };
    }

    private static Open postgresql() throws SQLException, IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
        String url = server.getJdbcUrl("postgres", "postgres");
        FilledHome.whole(url);
        return new Open(Map.of("DLLM_JDBC_URL", url), url, server);
    }
}
