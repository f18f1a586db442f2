package org.dllm.platform.start;

import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;

/** Explains why a database cannot be opened and what the user can do. */
final class DatabaseFailure {

    private static final String FILE = "jdbc:h2:file:";

    /** SQL states of a wrong user or password. */
    private static final Set<String> WRONG_CREDENTIALS = Set.of("28000", "28P01");

    private static final String NO_SUCH_DATABASE = "3D000";

    /** Class of SQL states for failed connections. */
    private static final String NO_CONNECTION = "08";

    private DatabaseFailure() {}

    /** One sentence; the database address is shown without secrets. */
    static String sentence(SQLException fault, String url, String home) {
        String database = url.split("[;?]", 2)[0];
        String state = String.valueOf(fault.getSQLState());
        if (fault.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return "the database of the home folder %s is in use by another process: stop the server or program that has it open, or set DLLM_HOME to another folder"
                    .formatted(home);
        }
        if (WRONG_CREDENTIALS.contains(state)) {
            return "the database %s rejects the user or the password: correct spring.datasource.username and spring.datasource.password"
                    .formatted(database);
        }
        if (database.startsWith(FILE)) {
            return "the database file %s.mv.db cannot be opened (%s): check that this user may write it and that its disk has space, or set DLLM_HOME to another folder"
                    .formatted(database.substring(FILE.length()), reason(fault));
        }
        if (state.equals(NO_SUCH_DATABASE)) {
            return "there is no database %s: create it, or correct spring.datasource.url"
                    .formatted(database);
        }
        if (state.startsWith(NO_CONNECTION)) {
            return "no database answers at %s (%s): start it, or correct spring.datasource.url"
                    .formatted(database, reason(fault));
        }
        return "the database %s cannot be used (%s): correct spring.datasource.url, or ask its administrator"
                .formatted(database, reason(fault));
    }

    private static String reason(SQLException fault) {
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("").strip();
    }
}
