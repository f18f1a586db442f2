package org.dllm.notebooks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;

/**
 * Executes a query on a separate thread and cancels the statement if the caller is interrupted.
 * Drivers themselves ignore interrupts, or close their file.
 */
final class JdbcQuery {

    private static final int CANCELS = 50;
    private static final int PAUSE_MILLIS = 100;

    private final JdbcAddress address;
    private final QueryLimit limit;
    private final String sql;
    private final @Nullable Object[] arguments;

    private volatile boolean cancelled;
    private volatile @Nullable Statement running;

    JdbcQuery(JdbcAddress address, QueryLimit limit, String sql, @Nullable Object... arguments) {
        this.address = address;
        this.limit = limit;
        this.sql = sql;
        this.arguments = arguments;
    }

    DataFrame run() {
        var query = new FutureTask<>(this::rows);
        Thread.ofVirtual().name("query").start(query);
        try {
            return query.get();
        } catch (InterruptedException _) {
            cancel(query);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the query was interrupted: " + sql);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SQLException failure) {
                throw new IllegalArgumentException(
                        failure.getMessage() + "\nin the query: " + sql, failure);
            }
            if (failed.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the query failed: " + sql, failed.getCause());
        }
    }

    private DataFrame rows() throws SQLException {
        try (Connection connection = address.open(limit)) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setQueryTimeout(limit.seconds());
                for (int at = 0; at < arguments.length; at++) {
                    statement.setObject(at + 1, arguments[at]);
                }
                running = statement;
                if (cancelled) {
                    throw new SQLException("the query was interrupted");
                }
                try (ResultSet rows = statement.executeQuery()) {
                    return Frames.of(rows);
                }
            } finally {
                running = null;
                connection.rollback();
            }
        }
    }

    /** Cancels repeatedly, because a statement that has not started yet ignores the request. */
    private void cancel(FutureTask<DataFrame> query) {
        cancelled = true;
        for (int attempt = 0; attempt < CANCELS && !query.isDone(); attempt++) {
            cancelStatement();
            try {
                query.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException _) {
                // Not ended yet, or ended because it was cancelled.
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void cancelStatement() {
        Statement statement = running;
        try {
            if (statement != null) {
                statement.cancel();
            }
        } catch (SQLException _) {
            // The statement has ended, or its time limit will end it.
        }
    }
}
