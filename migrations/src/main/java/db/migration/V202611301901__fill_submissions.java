package db.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/** Gives every stored run its submission, variant and grid point. */
public class V202611301901__fill_submissions extends BaseJavaMigration {

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        List<StoredRun> runs = runs(connection);
        var groups = new SubmissionGroups(runs, keys(connection));
        for (List<StoredRun> members : groups.all()) {
            long submission = insert(connection, members);
            for (StoredRun run : members) assign(connection, run, submission);
        }
    }

    private static List<StoredRun> runs(Connection connection) throws SQLException {
        var runs = new ArrayList<StoredRun>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT id, number, experiment_id, name, seed, spec, document, created_at, waits_for, rerun_of
                                FROM run ORDER BY number
                                """)) {
            while (rows.next()) runs.add(StoredRun.of(rows));
        }
        return runs;
    }

    /** The idempotency key that each run was submitted with, if any. */
    private static Map<String, String> keys(Connection connection) throws SQLException {
        var keys = new HashMap<String, String>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT key, run_ids FROM idempotency_key")) {
            while (rows.next()) {
                for (String run : rows.getString("run_ids").split(" ", -1)) {
                    keys.put(run, rows.getString("key"));
                }
            }
        }
        return keys;
    }

    private static long insert(Connection connection, List<StoredRun> members) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO submission (experiment_id, document, sweep, created_at)
                        SELECT experiment_id, document, ?, created_at FROM run WHERE id = ?
                        """,
                        new String[] {"id"})) {
            insert.setString(1, StoredRun.sweep(members));
            insert.setString(2, members.getFirst().id());
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    private static void assign(Connection connection, StoredRun run, long submission)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        """
                        UPDATE run SET submission_id = ?, variant = ?, grid_point = ? WHERE id = ?
                        """)) {
            update.setLong(1, submission);
            update.setString(2, run.place().variant());
            update.setString(3, run.place().gridPoint());
            update.setString(4, run.id());
            update.executeUpdate();
        }
    }
}
