package org.dllm.platform.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Lists of runs, newest first, paged by key. */
@Repository
@Transactional(readOnly = true)
public class RunList {

    private final JdbcClient jdbc;

    RunList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** At most {@code limit} runs older than {@code after}, a {@link RunPage#next}. */
    public RunPage page(RunFilter filter, int limit, @Nullable Long after) {
        var conditions = new ArrayList<String>();
        var params = new HashMap<String, Object>();
        // H2 needs the ORDER BY to name the columns of the index from the first on.
        String order = "r.number DESC";
        if (!filter.states().isEmpty()) {
            conditions.add("r.state IN (:states)");
            params.put("states", filter.states().stream().map(Enum::name).toList());
        }
        if (filter.experiment() != null) {
            conditions.add(
                    "r.experiment_id = (SELECT id FROM experiment WHERE name = :experiment)");
            params.put("experiment", filter.experiment());
        }
        if (filter.prefix() != null) {
            if (!filter.prefix().matches("[a-z2-7]{1,8}")) {
                // No id begins with such a text. This also covers the wildcards of LIKE.
                return new RunPage(List.of(), null);
            }
            conditions.add("r.id LIKE :prefix");
            params.put("prefix", filter.prefix() + "%");
        }
        if (!filter.ids().isEmpty()) {
            conditions.add("r.id IN (:ids)");
            params.put("ids", filter.ids().stream().map(RunId::value).toList());
        }
        if (filter.submission() != null) {
            conditions.add("r.submission_id = :submission");
            order = "r.submission_id DESC, " + order;
            params.put("submission", filter.submission());
        }
        if (filter.archived() != Archived.INCLUDE) {
            conditions.add(filter.archived().condition());
        }
        if (after != null) {
            conditions.add("r.number < :after");
            params.put("after", after);
        }
        params.put("limit", limit + 1);
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        List<Run> found =
                jdbc.sql(
                                "SELECT "
                                        + RunRows.COLUMNS
                                        + where
                                        + " ORDER BY "
                                        + order
                                        + " LIMIT :limit")
                        .params(params)
                        .query(RunRows::run)
                        .list();
        if (found.size() <= limit) {
            return new RunPage(found, null);
        }
        return new RunPage(found.subList(0, limit), found.get(limit - 1).number());
    }

    /**
     * The {@code limit} most recently ended runs in the final state {@code state}, newest first.
     */
    public List<Run> lastEnded(RunState state, int limit) {
        // H2 needs the ORDER BY to name the columns of the index from the first on.
        return jdbc.sql(
                        "SELECT "
                                + RunRows.COLUMNS
                                + " WHERE r.state = :state AND r.archived_at IS NULL ORDER BY"
                                + " r.state DESC, r.finished_at DESC, r.number DESC LIMIT :limit")
                .param("state", state.name())
                .param("limit", limit)
                .query(RunRows::run)
                .list();
    }

    /** The runs among {@code ids} that exist, in the order of {@code ids}. */
    public List<Run> all(Collection<RunId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<RunId> order = List.copyOf(ids);
        return jdbc
                .sql("SELECT " + RunRows.COLUMNS + " WHERE r.id IN (:ids)")
                .param("ids", order.stream().map(RunId::value).toList())
                .query(RunRows::run)
                .stream()
                .sorted(Comparator.comparingInt(run -> order.indexOf(run.id())))
                .toList();
    }

    /** The canonical specs of the runs among {@code ids} that exist. */
    public Map<RunId, String> specs(Collection<RunId> ids) {
        var specs = new HashMap<RunId, String>();
        if (!ids.isEmpty()) {
            jdbc.sql("SELECT run_id, spec FROM run_paper WHERE run_id IN (:ids)")
                    .param("ids", ids.stream().map(RunId::value).toList())
                    .query(row -> {
                        specs.put(new RunId(row.getString("run_id")), row.getString("spec"));
                    });
        }
        return specs;
    }

    /** Changes whenever a run of the experiment makes progress, ends or is added. */
    public String progress(String experiment) {
        return String.join(
                ",",
                jdbc.sql(
                                """
                                SELECT r.state, count(*) AS runs, sum(r.step) AS steps, sum(r.attempt) AS attempts,
                                  max(r.finished_at) AS ended, count(r.verdict) AS verdicts, count(r.phase) AS phases, count(r.archived_at) AS archived
                                FROM run r WHERE r.experiment_id = (SELECT id FROM experiment WHERE name = :name)
                                GROUP BY r.state ORDER BY r.state
                                """)
                        .param("name", experiment)
                        .query((row, _) ->
                                row.getString("state")
                                        + row.getLong("runs")
                                        + " "
                                        + row.getLong("steps")
                                        + " "
                                        + row.getLong("attempts")
                                        + " "
                                        + row.getString("ended")
                                        + row.getLong("verdicts")
                                        + " "
                                        + row.getLong("phases")
                                        + " "
                                        + row.getLong("archived"))
                        .list());
    }

    /** Number of runs of an experiment. */
    public long count(String experiment, Archived archived) {
        return jdbc.sql(
                        "SELECT count(*) FROM run r JOIN experiment e ON e.id = r.experiment_id"
                                + " WHERE e.name = :name AND "
                                + archived.condition())
                .param("name", experiment)
                .query(Long.class)
                .single();
    }

    /** Number of runs in each state, without archived ones; states without runs are absent. */
    public Map<RunState, Long> counts() {
        return counts(Archived.EXCLUDE);
    }

    /** Number of runs in each state; states without runs are absent. */
    public Map<RunState, Long> counts(Archived archived) {
        var counts = new EnumMap<RunState, Long>(RunState.class);
        jdbc.sql(
                        "SELECT r.state, count(*) AS runs FROM run r WHERE "
                                + archived.condition()
                                + " GROUP BY r.state")
                .query(row -> {
                    counts.put(RunState.valueOf(row.getString("state")), row.getLong("runs"));
                });
        return counts;
    }
}
