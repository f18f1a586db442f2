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
 * Opens the database file of Batch's own tables in the run's folder (decision 0001). A damaged file
 * is renamed and replaced: it only records which stages are done, and training resumes from the
 * newest checkpoint.
 */
record BatchDatabase(RunLaunch order, OpenRun run) {

    /** The last object that Batch's script creates. */
    private static final String LAST_OBJECT =
            """
            SELECT count(*) FROM information_schema.sequences WHERE sequence_name = 'BATCH_JOB_INSTANCE_SEQ'
            """;

    /**
     * Without WRITE_DELAY=0, H2 writes commits up to half a second late and loses them on a kill.
     */
    private static final String OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    JdbcConnectionPool open() throws SQLException, IOException {
        try {
            return openDatabase();
        } catch (SQLException | RuntimeException failure) {
            if (isInUse(failure) || FullDisk.causes(failure)) throw failure;
            setAside(failure);
            return openDatabase();
        }
    }

    private JdbcConnectionPool openDatabase() throws SQLException {
        var pool =
                JdbcConnectionPool.create(
                        "jdbc:h2:file:" + order.batchDatabase() + OPTIONS, "sa", "");
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            if (isComplete(statement)) readAll(statement);
            else schema().execute(pool);
            return pool;
        } catch (SQLException | RuntimeException failure) {
            pool.dispose();
            throw failure;
        }
    }

    private static boolean isComplete(Statement statement) throws SQLException {
        try (var count = statement.executeQuery(LAST_OBJECT)) {
            return count.next() && count.getInt(1) > 0;
        }
    }

    /** Reads all tables, so that a damaged page is found now and not in the middle of the job. */
    private static void readAll(Statement statement) throws SQLException {
        try (var script = statement.executeQuery("SCRIPT")) {
            while (script.next()) script.getString(1);
        }
    }

    /** Creates the missing tables. A killed process may have created some of them. */
    private static ResourceDatabasePopulator schema() {
        var script = new ClassPathResource("org/springframework/batch/core/schema-h2.sql");
        return new ResourceDatabasePopulator(true, false, null, script);
    }

    /** Whether another process of this run has the file open. */
    private static boolean isInUse(Throwable failure) {
        return failure instanceof SQLException sql
                && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
    }

    private void setAside(Throwable failure) throws IOException {
        Path file = order.stagesDone();
        Path aside = file.resolveSibling("batch.damaged.mv.db");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        run.warn(
                "%s is damaged and was renamed to %s (%s); the run resumes from its newest checkpoint and repeats later stages"
                        .formatted(file.getFileName(), aside.getFileName(), failure.getMessage()));
    }
}
