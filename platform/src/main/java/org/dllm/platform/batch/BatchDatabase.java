package org.dllm.platform.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Opens the file of Batch's own tables in the run's folder (decision 0001). A damaged file is set
 * aside and a new one made: it only records which stages are done, and training goes on from its
 * newest checkpoint.
 */
record BatchDatabase(RunLaunch order, OpenRun run) {

    /** The last thing that Batch's script makes. */
    private static final String MADE =
            """
            SELECT count(*) FROM information_schema.sequences WHERE sequence_name = 'BATCH_JOB_INSTANCE_SEQ'
            """;

    /** Without the first H2 keeps commits of the last half second to itself. */
    private static final String OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    JdbcConnectionPool open() throws SQLException, IOException {
        try {
            return opened();
        } catch (SQLException | RuntimeException failure) {
            if (isUsed(failure) || FullDisk.causes(failure)) throw failure;
            setAside(failure);
            return opened();
        }
    }

    private JdbcConnectionPool opened() throws SQLException {
        var pool =
                JdbcConnectionPool.create(
                        "jdbc:h2:file:" + order.batchDatabase() + OPTIONS, "sa", "");
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            if (isMade(statement)) readAll(statement);
            else schema().execute(pool);
            return pool;
        } catch (SQLException | RuntimeException failure) {
            pool.dispose();
            throw failure;
        }
    }

    private static boolean isMade(Statement statement) throws SQLException {
        try (var count = statement.executeQuery(MADE)) {
            return count.next() && count.getInt(1) > 0;
        }
    }

    /** Finds a damaged page now and not in the middle of the job. */
    private static void readAll(Statement statement) throws SQLException {
        try (var script = statement.executeQuery("SCRIPT")) {
            while (script.next()) script.getString(1);
        }
    }

    /** Goes on where a process was killed while it made the tables. */
    private static ResourceDatabasePopulator schema() {
        var script = new ClassPathResource("org/springframework/batch/core/schema-h2.sql");
        return new ResourceDatabasePopulator(true, false, null, script);
    }

    /** Another process of this run may still live. */
    private static boolean isUsed(Throwable failure) {
        return failure instanceof SQLException sql
                && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
    }

    private void setAside(Throwable failure) throws IOException {
        Path file = order.stagesDone();
        Path aside = file.resolveSibling("batch.damaged.mv.db");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        run.warn(
                "%s is damaged and was renamed to %s (%s); the run goes on from its newest checkpoint and repeats later stages"
                        .formatted(file.getFileName(), aside.getFileName(), failure.getMessage()));
    }
}
