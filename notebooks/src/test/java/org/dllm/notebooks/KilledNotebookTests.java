package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notebook whose process is killed during a query on PostgreSQL. */
class KilledNotebookTests {

    private static final String HOURS =
            "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b";

    @TempDir private Path folder;

    /** Runs an endless query until it is killed. */
    static final class Notebook {
        private Notebook() {}

        public static void main(String... arguments) {
            Lab.connect().sql(HOURS);
        }
    }

    @Test
    void itsQueryEnds() throws Exception {
        DatabaseLocation.Open place = DatabaseLocation.POSTGRESQL.open(folder);
        try {
            Process notebook = start(place.environment());
            try {
                until(place, 1);
            } finally {
                notebook.destroyForcibly();
            }
            until(place, 0);
        } finally {
            place.close();
        }
    }

    private Process start(Map<String, String> environment) throws Exception {
        var process =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Notebook.class.getName());
        process.environment().putAll(environment);
        return process.redirectErrorStream(true)
                .redirectOutput(folder.resolve("notebook.log").toFile())
                .start();
    }

    private static void until(DatabaseLocation.Open place, int queries) throws SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (running(place) != queries) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static int running(DatabaseLocation.Open place) throws SQLException {
        try (var connection = place.another();
                var statement = connection.createStatement();
                var count =
                        statement.executeQuery(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%generate_series%'
                                """)) {
            count.next();
            return count.getInt(1);
        }
    }
}
