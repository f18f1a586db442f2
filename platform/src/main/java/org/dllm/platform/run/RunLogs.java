package org.dllm.platform.run;

import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The runs' logs. */
@Repository
public class RunLogs {

    private static final String INSERT =
            """
            INSERT INTO run_log (run_id, seq, at, level, message)
            SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM run_log WHERE run_id = ? AND seq = ?)
            """;

    private final JdbcClient jdbc;
    private final JdbcOperations batches;
    private final ApplicationEventPublisher events;

    RunLogs(JdbcClient jdbc, JdbcOperations batches, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.events = events;
    }

    /** Adds lines. Adding a line twice has no effect. */
    @Transactional
    public void append(RunId run, List<LogLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        batches.batchUpdate(
                INSERT,
                lines,
                500,
                (statement, line) -> {
                    statement.setString(1, run.value());
                    statement.setLong(2, line.seq());
                    statement.setObject(3, RunRows.at(line.at()));
                    statement.setString(4, line.level());
                    statement.setString(5, RunRows.replaceNul(line.message()));
                    statement.setString(6, run.value());
                    statement.setLong(7, line.seq());
                });
        events.publishEvent(new RunChanged(run));
    }

    /** The first {@code limit} lines after {@code seq}, oldest first. */
    @Transactional(readOnly = true)
    public List<LogLine> after(RunId run, long seq, int limit) {
        return after(run, seq, LogLevel.TRACE, limit);
    }

    /** As above, only lines of {@code level} and more severe ones. */
    @Transactional(readOnly = true)
    public List<LogLine> after(RunId run, long seq, LogLevel level, int limit) {
        return jdbc.sql(
                        """
                        SELECT seq, at, level, message FROM run_log
                        WHERE run_id = :run AND seq > :seq AND upper(level) IN (:levels) ORDER BY seq LIMIT :limit
                        """)
                .param("run", run.value())
                .param("seq", seq)
                .param("levels", level.andAbove())
                .param("limit", limit)
                .query(RunLogs::line)
                .list();
    }

    /** The lines of the events from {@code first} to {@code last}, oldest first. */
    @Transactional(readOnly = true)
    public List<LogLine> between(RunId run, long first, long last) {
        return jdbc.sql(
                        """
                        SELECT seq, at, level, message FROM run_log
                        WHERE run_id = :run AND seq BETWEEN :first AND :last ORDER BY seq
                        """)
                .param("run", run.value())
                .param("first", first)
                .param("last", last)
                .query(RunLogs::line)
                .list();
    }

    /** The first event after {@code seq} that logged a line. */
    @Transactional(readOnly = true)
    public Optional<Long> nextEvent(RunId run, long seq) {
        return after(run, seq, 1).stream().map(LogLine::seq).findFirst();
    }

    /** The last event that logged a line; 0 if none has. */
    @Transactional(readOnly = true)
    public long lastEvent(RunId run) {
        return last(run, 1).stream().mapToLong(LogLine::seq).findFirst().orElse(0);
    }

    /** The last {@code limit} lines, oldest first. */
    @Transactional(readOnly = true)
    public List<LogLine> last(RunId run, int limit) {
        return last(run, LogLevel.TRACE, limit);
    }

    /** As above, only lines of {@code level} and more severe ones. */
    @Transactional(readOnly = true)
    public List<LogLine> last(RunId run, LogLevel level, int limit) {
        return jdbc.sql(
                        """
                        SELECT seq, at, level, message FROM run_log
                        WHERE run_id = :run AND upper(level) IN (:levels) ORDER BY seq DESC LIMIT :limit
                        """)
                .param("run", run.value())
                .param("levels", level.andAbove())
                .param("limit", limit)
                .query(RunLogs::line)
                .list()
                .reversed();
    }

    private static LogLine line(ResultSet row, int number) throws java.sql.SQLException {
        return new LogLine(
                row.getLong("seq"),
                RunRows.time(row, "at"),
                row.getString("level"),
                row.getString("message"));
    }
}
