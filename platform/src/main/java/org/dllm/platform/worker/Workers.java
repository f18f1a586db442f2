package org.dllm.platform.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.platform.run.RunId;
import org.dllm.platform.worker.WorkerStatus.Held;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Workers, the runs that they hold, and the queue. */
@Component
@Transactional(readOnly = true)
public class Workers {

    private static final String QUEUE =
            """
            FROM work_item w JOIN run r ON r.id = w.run_id
            WHERE w.state = 'QUEUED' AND r.state IN ('QUEUED', 'RETRYING')
            """;

    private final JdbcClient jdbc;
    private final String own;
    private final WorkSettings settings;

    Workers(JdbcClient jdbc, WorkerName name, WorkSettings settings) {
        this.jdbc = jdbc;
        this.own = name.value();
        this.settings = settings;
    }

    /** The name of this server's worker. */
    public String own() {
        return own;
    }

    /** This server's worker first, then every other that holds a run. */
    public List<WorkerStatus> all() {
        var held = new LinkedHashMap<String, List<Held>>();
        held.put(own, new ArrayList<>());
        jdbc.sql(
                        """
                        SELECT worker, run_id, attempt, pid, lease_until, cancel_requested FROM work_item
                        WHERE state = 'HELD' ORDER BY worker, id
                        """)
                .query(row -> {
                    held.computeIfAbsent(row.getString("worker"), _ -> new ArrayList<>())
                            .add(held(row));
                });
        return held.entrySet().stream()
                .map(worker -> status(worker.getKey(), worker.getValue()))
                .toList();
    }

    private WorkerStatus status(String worker, List<Held> held) {
        return worker.equals(own)
                ? new WorkerStatus(worker, settings.slots(), settings.devices(), held)
                : new WorkerStatus(worker, null, List.of(), held);
    }

    /** Runs that may start, in the order in which they will be claimed. */
    public List<RunId> queue(int limit) {
        return jdbc.sql("SELECT w.run_id " + QUEUE + "ORDER BY w.priority DESC, w.id LIMIT :limit")
                .param("limit", limit)
                .query((row, _) -> new RunId(row.getString("run_id")))
                .list();
    }

    /** Number of runs that may start. */
    public long queued() {
        return jdbc.sql("SELECT count(*) " + QUEUE).query(Long.class).single();
    }

    /** Positions in the {@link #queue}, from 1, of those of {@code runs} that are queued. */
    public Map<RunId, Integer> places(Collection<RunId> runs) {
        var places = new HashMap<RunId, Integer>();
        if (!runs.isEmpty()) {
            var wanted = Set.copyOf(runs);
            List<RunId> queue = queue(Integer.MAX_VALUE);
            for (int i = 0; i < queue.size(); i++) {
                if (wanted.contains(queue.get(i))) {
                    places.put(queue.get(i), i + 1);
                }
            }
        }
        return places;
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                new RunId(row.getString("run_id")),
                row.getInt("attempt"),
                row.getObject("pid", Long.class),
                row.getObject("lease_until", OffsetDateTime.class).toInstant(),
                row.getBoolean("cancel_requested"));
    }
}
