package org.dllm.platform.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The work queue and its leases. All times are the database's, since the clocks of workers may
 * differ.
 */
@Repository
@Transactional
class WorkItems {

    private static final String COLUMNS =
            """
            id, run_id, worker, version, attempt, failures, cancel_requested, spool_seq, pid, pid_started_at
            """;

    private static final String LEASE =
            "lease_until = CURRENT_TIMESTAMP + CAST(:lease AS INTERVAL SECOND(6))";

    private static final String TAKE =
            """
            UPDATE work_item SET state = 'HELD', worker = :worker, %s, version = version + 1,
              attempt = attempt + 1, spool_seq = 0, pid = NULL, pid_started_at = NULL
            """
                    .formatted(LEASE);

    private static final String NEXT =
            """
            SELECT id, version FROM work_item WHERE state = 'QUEUED' AND device IN (:devices)
            AND (lease_until IS NULL OR lease_until < CURRENT_TIMESTAMP)
            AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = work_item.run_id
              AND r.checkpoint_step IS NOT NULL AND r.stored_by <> :worker)
            ORDER BY state, priority DESC, id LIMIT
            """;

    private static final String FENCE =
            " WHERE id = :id AND worker = :worker AND version = :version AND state = 'HELD'";

    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private volatile @Nullable Boolean skipsLocked;

    WorkItems(JdbcClient jdbc, DataSource dataSource) {
        this.jdbc = jdbc;
        this.dataSource = dataSource;
    }

    /** Queues a run, also one whose item is done. An item that is queued or held stays as it is. */
    void add(RunId run, int priority, String device) {
        if (lockedState(run).equals("DONE")) {
            jdbc.sql(
                            """
                            UPDATE work_item SET state = 'QUEUED', worker = NULL, version = version + 1,
                              failures = 0, cancel_requested = FALSE, lease_until = NULL
                            WHERE run_id = :run AND state = 'DONE'
                            """)
                    .param("run", run.value())
                    .update();
        }
        jdbc.sql(
                        """
                        INSERT INTO work_item (run_id, state, priority, device, version, attempt, failures, cancel_requested, spool_seq)
                        SELECT :run, 'QUEUED', :priority, :device, 0, 0, 0, FALSE, 0
                        WHERE NOT EXISTS (SELECT 1 FROM work_item WHERE run_id = :run)
                        """)
                .param("run", run.value())
                .param("priority", priority)
                .param("device", device)
                .update();
    }

    /**
     * Leases the next queued run for one of the devices: largest priority first, then the oldest. A
     * run whose checkpoint another worker stores is left to that worker.
     */
    Optional<WorkItem> claim(String worker, Duration lease, List<String> devices) {
        return skipsLocked()
                ? claimSkippingLocked(worker, lease, devices)
                : claimOptimistically(worker, lease, devices);
    }

    private Optional<WorkItem> claimSkippingLocked(
            String worker, Duration lease, List<String> devices) {
        return jdbc.sql(
                        TAKE
                                + "WHERE id = (SELECT id FROM ("
                                + NEXT
                                + " 1 FOR UPDATE SKIP LOCKED) n) RETURNING "
                                + COLUMNS)
                .param("worker", worker)
                .param("lease", seconds(lease))
                .param("devices", devices)
                .query(WorkItems::item)
                .optional();
    }

    /**
     * H2 skips locked rows slowly, one by one. There the update itself detects that another worker
     * was first.
     */
    private Optional<WorkItem> claimOptimistically(
            String worker, Duration lease, List<String> devices) {
        List<Map.Entry<Long, Long>> candidates;
        do {
            candidates =
                    jdbc.sql(NEXT + " 8")
                            .param("worker", worker)
                            .param("devices", devices)
                            .query((row, _) -> Map.entry(row.getLong("id"), row.getLong("version")))
                            .list();
            for (var candidate : candidates) {
                int taken =
                        jdbc.sql(
                                        TAKE
                                                + "WHERE id = :id AND version = :version AND state"
                                                + " = 'QUEUED'")
                                .param("worker", worker)
                                .param("lease", seconds(lease))
                                .param("id", candidate.getKey())
                                .param("version", candidate.getValue())
                                .update();
                if (taken == 1) return find(candidate.getKey());
            }
        } while (!candidates.isEmpty());
        return Optional.empty();
    }

    /**
     * Held items whose lease has expired. With {@code ownToo} also those that {@code worker} held
     * before its server restarted.
     */
    @Transactional(readOnly = true)
    List<WorkItem> orphans(String worker, boolean ownToo) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + """
                                FROM work_item WHERE state = 'HELD'
                                AND (lease_until < CURRENT_TIMESTAMP OR (:ownToo AND worker = :worker)) ORDER BY id
                                """)
                .param("ownToo", ownToo)
                .param("worker", worker)
                .query(WorkItems::item)
                .list();
    }

    /** Takes an orphan over without a new attempt; empty if another worker was first. */
    Optional<WorkItem> adopt(WorkItem orphan, String worker, Duration lease) {
        int taken =
                jdbc.sql(
                                """
                                UPDATE work_item SET worker = :worker, version = version + 1, %s
                                WHERE id = :id AND version = :version AND state = 'HELD'
                                AND (lease_until < CURRENT_TIMESTAMP OR worker = :worker)
                                """
                                        .formatted(LEASE))
                        .param("worker", worker)
                        .param("lease", seconds(lease))
                        .param("id", orphan.id())
                        .param("version", orphan.version())
                        .update();
        return taken == 1 ? find(orphan.id()) : Optional.empty();
    }

    @Transactional(readOnly = true)
    Optional<WorkItem> find(long id) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM work_item WHERE id = :id AND worker IS NOT NULL")
                .param("id", id)
                .query(WorkItems::item)
                .optional();
    }

    /** Ids of the items held by {@code worker} whose cancellation is requested. */
    @Transactional(readOnly = true)
    List<Long> cancelled(String worker) {
        return jdbc.sql(
                        """
                        SELECT id FROM work_item WHERE worker = :worker AND state = 'HELD' AND cancel_requested
                        """)
                .param("worker", worker)
                .query((row, _) -> row.getLong("id"))
                .list();
    }

    void renew(WorkItem item, Duration lease) {
        fenced(item, LEASE, Map.of("lease", seconds(lease)));
    }

    void process(WorkItem item, long pid, Instant startedAt) {
        fenced(
                item,
                "pid = :pid, pid_started_at = :startedAt",
                Map.of("pid", pid, "startedAt", startedAt.atOffset(ZoneOffset.UTC)));
    }

    /**
     * Records that lines up to {@code spoolSeq} are stored by this transaction, and renews the
     * lease.
     */
    void read(WorkItem item, long spoolSeq, Duration lease) {
        fenced(
                item,
                "spool_seq = :seq, " + LEASE,
                Map.of("seq", spoolSeq, "lease", seconds(lease)));
    }

    /** The attempt has written a checkpoint, so earlier failures no longer count. */
    void resetFailures(WorkItem item) {
        fenced(item, "failures = 0", Map.of());
    }

    void done(WorkItem item) {
        fenced(item, "state = 'DONE', lease_until = NULL", Map.of());
    }

    /** Queues the item for another attempt, which starts after {@code pause}. */
    void requeue(WorkItem item, int failures, Duration pause) {
        fenced(
                item,
                "state = 'QUEUED', worker = NULL, version = version + 1, failures = :failures, "
                        + LEASE,
                Map.of("failures", failures, "lease", seconds(pause)));
    }

    /**
     * Queues an item whose attempt could not be started; it cannot be claimed during {@code pause}.
     */
    void postpone(WorkItem item, Duration pause) {
        fenced(
                item,
                "state = 'QUEUED', worker = NULL, version = version + 1, attempt = attempt - 1, "
                        + LEASE,
                Map.of("lease", seconds(pause)));
    }

    /**
     * Requests cancellation of a run.
     *
     * @return whether the run was only queued and has been removed
     */
    boolean cancel(RunId run) {
        String state = lockedState(run);
        if (state.equals("DONE")) return false;
        jdbc.sql(
                        """
                        UPDATE work_item SET cancel_requested = TRUE,
                          state = CASE state WHEN 'QUEUED' THEN 'DONE' ELSE state END,
                          version = CASE state WHEN 'QUEUED' THEN version + 1 ELSE version END
                        WHERE run_id = :run
                        """)
                .param("run", run.value())
                .update();
        return state.equals("QUEUED");
    }

    /** Locks the item, whose state may change at any moment, and returns its state. */
    private String lockedState(RunId run) {
        return jdbc.sql("SELECT state FROM work_item WHERE run_id = :run FOR UPDATE")
                .param("run", run.value())
                .query(String.class)
                .optional()
                .orElse("DONE");
    }

    private void fenced(WorkItem item, String assignments, Map<String, Object> params) {
        int written =
                jdbc.sql("UPDATE work_item SET " + assignments + FENCE)
                        .param("id", item.id())
                        .param("worker", item.worker())
                        .param("version", item.version())
                        .params(params)
                        .update();
        if (written != 1) throw new LeaseLostException(item);
    }

    private boolean skipsLocked() {
        Boolean known = skipsLocked;
        if (known == null) {
            try {
                known =
                        JdbcUtils.<String>extractDatabaseMetaData(
                                        dataSource, data -> data.getDatabaseProductName())
                                .equals("PostgreSQL");
            } catch (MetaDataAccessException unknown) {
                throw new IllegalStateException(unknown);
            }
            skipsLocked = known;
        }
        return known;
    }

    private static String seconds(Duration lease) {
        return "%d.%03d".formatted(lease.toSeconds(), lease.toMillisPart());
    }

    private static WorkItem item(ResultSet row, int number) throws SQLException {
        var pidStartedAt = row.getObject("pid_started_at", OffsetDateTime.class);
        return new WorkItem(
                row.getLong("id"),
                new RunId(row.getString("run_id")),
                row.getString("worker"),
                row.getLong("version"),
                row.getInt("attempt"),
                row.getInt("failures"),
                row.getBoolean("cancel_requested"),
                row.getLong("spool_seq"),
                row.getObject("pid", Long.class),
                pidStartedAt == null ? null : pidStartedAt.toInstant());
    }
}
