package org.dllm.platform.query;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executes queries, each up to its time limit and while the server has memory. While a query
 * computes, an empty line is sent each second: if the client has disconnected, the write fails and
 * the query is cancelled.
 */
@Component
public class RunningQueries {

    /** Short, because a query can fill the rest of the memory within a second. */
    private static final int CHECK_MILLIS = 20;

    private static final int CHECKS_PER_LINE = 1000 / CHECK_MILLIS;
    private static final String TOO_LARGE =
            "the server cancelled the query: it needs more memory than the server has; select fewer"
                    + " rows, or group by fewer values";

    private final ReadOnlyDatabase database;
    private final QuerySettings settings;
    private final JsonMapper json;
    private final Supplier<BooleanSupplier> memory;
    private final Semaphore free;
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();

    @Autowired
    RunningQueries(ReadOnlyDatabase database, QuerySettings settings, JsonMapper json) {
        this(database, settings, json, QueryMemory::watch);
    }

    /**
     * @param memory begins to watch the heap for a query; true means that it is almost full
     */
    RunningQueries(
            ReadOnlyDatabase database,
            QuerySettings settings,
            JsonMapper json,
            Supplier<BooleanSupplier> memory) {
        this.database = database;
        this.settings = settings;
        this.json = json;
        this.memory = memory;
        this.free = new Semaphore(settings.concurrent());
    }

    /** Destination of an answer, opened when the database has accepted the query. */
    public interface Target {
        OutputStream open() throws IOException;
    }

    /**
     * Writes the answer to {@code target}: a line of columns, a line per row, a last line with the
     * number of rows or the error.
     *
     * @throws QueryRefused before anything is written
     * @throws IOException if the client has disconnected
     */
    public void answer(String sql, List<? extends @Nullable Object> arguments, Target target)
            throws IOException {
        if (!database.available()) {
            throw new QueryRefused(QueryRefused.Reason.OTHER_DATABASE, JdbcAddress.hint(database));
        }
        QueryMemory.refuseUnbounded(sql);
        if (!free.tryAcquire()) {
            throw new QueryRefused(
                    QueryRefused.Reason.BUSY,
                    "%d queries are running, the most that dllm.query.concurrent allows; try again later"
                            .formatted(settings.concurrent()));
        }
        try (Connection connection = open();
                PreparedStatement statement = prepare(connection, sql, arguments)) {
            running.add(statement);
            try {
                execute(statement, new AnswerLines(json, target.open()));
            } finally {
                running.remove(statement);
            }
        } catch (SQLException _) {
            // The database has closed the connection; the answer already reports it.
        } finally {
            free.release();
        }
    }

    private Connection open() {
        try {
            return database.open();
        } catch (SQLException failure) {
            throw new QueryRefused(
                    QueryRefused.Reason.UNAVAILABLE,
                    "the database is unavailable: " + failure.getMessage());
        }
    }

    private PreparedStatement prepare(
            Connection connection, String sql, List<? extends @Nullable Object> arguments) {
        try {
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setQueryTimeout(Math.toIntExact(Math.max(1, settings.limit().toSeconds())));
            for (int at = 0; at < arguments.size(); at++) {
                statement.setObject(at + 1, arguments.get(at));
            }
            return statement;
        } catch (SQLException | ArithmeticException failure) {
            throw new QueryRefused(
                    QueryRefused.Reason.INVALID, String.valueOf(failure.getMessage()));
        }
    }

    private void execute(PreparedStatement statement, AnswerLines lines)
            throws IOException, SQLException {
        // A platform thread of its own: H2 closes its file if a reading thread is interrupted,
        // and a few long queries on virtual threads would occupy all carriers of the server.
        var query = new FutureTask<ResultSet>(statement::executeQuery);
        Thread.ofPlatform().daemon().name("query").start(query);
        try {
            lines.rows(await(query, statement, lines));
        } catch (SQLException failure) {
            lines.error(message(failure));
        } catch (IOException gone) {
            statement.cancel();
            throw gone;
        }
    }

    private ResultSet await(FutureTask<ResultSet> query, Statement statement, AnswerLines lines)
            throws IOException, SQLException {
        BooleanSupplier memoryIsFull = memory.get();
        boolean tooLarge = false;
        for (int check = 1; ; check++) {
            try {
                return query.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                if (!tooLarge && memoryIsFull.getAsBoolean()) {
                    tooLarge = true;
                    statement.cancel();
                }
                if (check % CHECKS_PER_LINE == 0) {
                    lines.keepAlive();
                }
            } catch (ExecutionException failed) {
                if (tooLarge) {
                    throw new SQLException(TOO_LARGE, failed);
                }
                if (failed.getCause() instanceof SQLException failure) {
                    throw failure;
                }
                throw new IllegalStateException("A query failed", failed.getCause());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("the server is stopping", stop);
            }
        }
    }

    /** H2 does not report why it cancelled a statement. */
    private String message(SQLException failure) {
        return failure instanceof java.sql.SQLTimeoutException
                ? "the server cancelled the query: its time limit is %d s (dllm.query.limit)"
                        .formatted(settings.limit().toSeconds())
                : String.valueOf(failure.getMessage());
    }

    @EventListener(ContextClosedEvent.class)
    void cancelAll() throws SQLException {
        for (Statement statement : running) {
            statement.cancel();
        }
    }
}
