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

/** Experiments. A submission creates its experiment. */
@Repository
@Transactional(readOnly = true)
public class Experiments {

    private static final String SELECT =
            """
            SELECT e.id, e.name, e.created_at, r.state, count(*) AS runs
            FROM (SELECT id, name, created_at FROM experiment
                  WHERE (CAST(:name AS VARCHAR(200)) IS NULL OR name = :name) AND id < :after
                    AND EXISTS (SELECT 1 FROM run o WHERE o.experiment_id = experiment.id AND (:archived OR o.archived_at IS NULL))
                  ORDER BY id DESC LIMIT :limit) e
            JOIN run r ON r.experiment_id = e.id AND (:archived OR r.archived_at IS NULL)
            GROUP BY e.id, e.name, e.created_at, r.state
            ORDER BY e.id DESC
            """;

    private final JdbcClient jdbc;

    Experiments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As below, archived runs left out. */
    public ExperimentPage page(int limit, @Nullable Long after) {
        return page(limit, after, false);
    }

    /**
     * At most {@code limit} experiments older than {@code after}, newest first.
     *
     * @param archived whether archived runs are counted; without them, an experiment may have none
     */
    public ExperimentPage page(int limit, @Nullable Long after, boolean archived) {
        Map<Long, Experiment> found =
                select(null, limit + 1, after == null ? Long.MAX_VALUE : after, archived);
        List<Experiment> items = found.values().stream().limit(limit).toList();
        Long last = found.keySet().stream().limit(limit).reduce((_, id) -> id).orElse(null);
        return new ExperimentPage(items, found.size() > limit ? last : null);
    }

    /** Archived runs are counted. */
    public Optional<Experiment> find(String name) {
        return select(name, 1, Long.MAX_VALUE, true).values().stream().findFirst();
    }

    private Map<Long, Experiment> select(
            @Nullable String name, int limit, long after, boolean archived) {
        Map<Long, Experiment> found = new LinkedHashMap<>();
        jdbc.sql(SELECT)
                .param("name", name)
                .param("limit", limit)
                .param("after", after)
                .param("archived", archived)
                .query((ResultSet row) -> {
                    String experiment = row.getString("name");
                    var createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
                    found.computeIfAbsent(
                                    row.getLong("id"),
                                    _ ->
                                            new Experiment(
                                                    experiment,
                                                    createdAt,
                                                    new EnumMap<>(RunState.class)))
                            .runs()
                            .put(RunState.valueOf(row.getString("state")), row.getLong("runs"));
                });
        return found;
    }
}
