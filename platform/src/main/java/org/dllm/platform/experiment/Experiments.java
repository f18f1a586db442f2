package org.dllm.platform.experiment;

import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Experiments. A submission creates its experiment. */
@Repository
@Transactional(readOnly = true)
public class Experiments {

    private final JdbcClient jdbc;

    Experiments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As below, archived runs left out. */
    public ExperimentPage page(int limit, @Nullable Long after) {
        return page(limit, after, Archived.EXCLUDE);
    }

    /**
     * At most {@code limit} experiments older than {@code after} that have such runs, newest first.
     *
     * @param archived which runs are counted
     */
    public ExperimentPage page(int limit, @Nullable Long after, Archived archived) {
        var page = new Selection(null, limit + 1, after == null ? Long.MAX_VALUE : after, archived);
        Map<Long, Experiment> found = select(page, archived);
        List<Experiment> items = found.values().stream().limit(limit).toList();
        Long last = found.keySet().stream().limit(limit).reduce((_, id) -> id).orElse(null);
        return new ExperimentPage(items, found.size() > limit ? last : null);
    }

    /**
     * An experiment that has runs.
     *
     * @param archived which runs are counted; there may be none of them
     */
    public Optional<Experiment> find(String name, Archived archived) {
        var one = new Selection(name, 1, Long.MAX_VALUE, Archived.INCLUDE);
        return select(one, archived).values().stream().findFirst();
    }

    /**
     * Which experiments are read.
     *
     * @param having those that have such runs
     */
    private record Selection(@Nullable String name, int limit, long after, Archived having) {}

    private Map<Long, Experiment> select(Selection selection, Archived counted) {
        Map<Long, Experiment> found = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT e.id, e.name, e.created_at, r.state, count(r.id) AS runs
                        FROM (SELECT id, name, created_at FROM experiment
                              WHERE (CAST(:name AS VARCHAR(200)) IS NULL OR name = :name) AND id < :after
                                AND EXISTS (SELECT 1 FROM run r WHERE r.experiment_id = experiment.id AND %s)
                              ORDER BY id DESC LIMIT :limit) e
                        LEFT JOIN run r ON r.experiment_id = e.id AND %s
                        GROUP BY e.id, e.name, e.created_at, r.state
                        ORDER BY e.id DESC
                        """
                                .formatted(selection.having().condition(), counted.condition()))
                .param("name", selection.name())
                .param("limit", selection.limit())
                .param("after", selection.after())
                .query((ResultSet row) -> {
                    String experiment = row.getString("name");
                    var createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
                    Map<RunState, Long> runs =
                            found.computeIfAbsent(
                                            row.getLong("id"),
                                            _ ->
                                                    new Experiment(
                                                            experiment,
                                                            createdAt,
                                                            new EnumMap<>(RunState.class)))
                                    .runs();
                    if (row.getLong("runs") > 0) {
                        runs.put(RunState.valueOf(row.getString("state")), row.getLong("runs"));
                    }
                });
        return found;
    }
}
