package org.dllm.platform.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.dllm.platform.run.RunId;
import org.dllm.platform.worker.WorkerStatus.Held;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who works on what, and what comes next. */
@Component
@Transactional(readOnly = true)
public class Workers {

    private final JdbcClient jdbc;
    private final String own;
    private final WorkSettings settings;

    Workers(JdbcClient jdbc, WorkerName name, WorkSettings settings) {
        this.jdbc = jdbc;
        this.own = name.value();
        this.settings = settings;
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
        return jdbc.sql(
                        """
                        SELECT w.run_id FROM work_item w JOIN run r ON r.id = w.run_id
                        WHERE w.state = 'QUEUED' AND r.state IN ('QUEUED', 'RETRYING')
                        ORDER BY w.priority DESC, w.id LIMIT :limit
                        """)
                .param("limit", limit)
                .query((row, _) -> new RunId(row.getString("run_id")))
                .list();
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
