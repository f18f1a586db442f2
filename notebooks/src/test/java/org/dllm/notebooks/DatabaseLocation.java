package org.dllm.notebooks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** Where a notebook finds the lab's database. */
enum DatabaseLocation {
    /** No server holds the file. */
    FILE,
    /** The database has a name. */
    POSTGRESQL;

    /** For a server that starts; its usual ten seconds are few on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A filled database in such a place, which another program has open. */
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
