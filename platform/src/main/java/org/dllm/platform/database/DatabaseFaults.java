package org.dllm.platform.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Distinguishes an unavailable database from a statement that fails by itself. */
public final class DatabaseFaults {

    /** Error codes after H2 has closed its file, as it does when a write fails on a full disk. */
    private static final Set<Integer> H2_IS_CLOSED =
            Set.of(
                    ErrorCode.DATABASE_IS_CLOSED,
                    ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
                    ErrorCode.IO_EXCEPTION_1,
                    ErrorCode.IO_EXCEPTION_2);

    /**
     * SQL states of PostgreSQL: connection lost, no resources or no disk space, shutdown, system
     * error.
     */
    private static final Set<String> POSTGRESQL_UNAVAILABLE = Set.of("08", "53", "57P", "58");

    /** Limit for cyclic causes. */
    private static final int DEEPEST = 20;

    private DatabaseFaults() {}

    /** Whether the database is unavailable for all statements. */
    public static boolean isUnavailable(Throwable fault) {
        return causes(fault).stream().anyMatch(DatabaseFaults::meansUnavailable);
    }

    private static boolean meansUnavailable(Throwable cause) {
        return cause instanceof CannotCreateTransactionException
                || cause instanceof TransactionSystemException
                || cause instanceof NonTransientDataAccessResourceException
                || cause instanceof TransientDataAccessResourceException
                || cause instanceof RecoverableDataAccessException
                || cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLRecoverableException
                || (cause instanceof SQLException sql
                        && (h2IsClosed(sql) || isUnavailableState(sql)));
    }

    /** Whether H2 has closed its file: existing connections no longer work, but a new one may. */
    static boolean h2IsClosed(SQLException fault) {
        return H2_IS_CLOSED.contains(fault.getErrorCode())
                || causes(fault).stream().anyMatch(MVStoreException.class::isInstance);
    }

    private static boolean isUnavailableState(SQLException fault) {
        String state = fault.getSQLState();
        return state != null && POSTGRESQL_UNAVAILABLE.stream().anyMatch(state::startsWith);
    }

    /** The message of the innermost cause, which names a full disk or a refused connection. */
    static String reason(Throwable fault) {
        Throwable inner = causes(fault).getLast();
        return inner.getClass().getSimpleName() + ": " + inner.getMessage();
    }

    private static List<Throwable> causes(Throwable fault) {
        var causes = new ArrayList<Throwable>();
        @Nullable Throwable cause = fault;
        while (cause != null && causes.size() < DEEPEST) {
            causes.add(cause);
            cause = next(cause);
        }
        return causes;
    }

    /** A failed rollback hides the exception that caused it. */
    private static @Nullable Throwable next(Throwable cause) {
        return cause instanceof TransactionSystemException failed
                        && failed.getApplicationException() != null
                ? failed.getApplicationException()
                : cause.getCause();
    }
}
