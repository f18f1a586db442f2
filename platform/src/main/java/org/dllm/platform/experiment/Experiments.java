package org.dllm.platform.experiment;

import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The experiments; a submission makes them. */
@Repository
@Transactional(readOnly = true)
public class Experiments {

    private static final String SELECT =
            """
            SELECT e.name, e.created_at, r.state, count(*) AS runs
            FROM experiment e JOIN run r ON r.experiment_id = e.id
            WHERE CAST(:name AS VARCHAR(200)) IS NULL OR e.name = :name
            GROUP BY e.id, e.name, e.created_at, r.state
            ORDER BY e.created_at DESC, e.id DESC
            """;

    private final JdbcClient jdbc;

    Experiments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them, newest first. */
    public List<Experiment> all() {
        return select(null);
    }

    public Optional<Experiment> find(String name) {
        return select(name).stream().findFirst();
    }

    private List<Experiment> select(@Nullable String name) {
        Map<String, Experiment> found = new LinkedHashMap<>();
        jdbc.sql(SELECT)
                .param("name", name)
                .query((ResultSet row) -> {
                    String experiment = row.getString("name");
                    var createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
                    found.computeIfAbsent(
                                    experiment,
                                    _ ->
                                            new Experiment(
                                                    experiment,
                                                    createdAt,
                                                    new EnumMap<>(RunState.class)))
                            .runs()
                            .put(RunState.valueOf(row.getString("state")), row.getLong("runs"));
                });
        return List.copyOf(found.values());
    }
}
