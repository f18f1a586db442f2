package org.dllm.platform.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finds runs by text and state, in any order, paged by the last run of the previous page. */
@Repository
@Transactional(readOnly = true)
public class RunSearch {

    private final JdbcClient jdbc;
    private final RunList list;

    RunSearch(JdbcClient jdbc, RunList list) {
        this.jdbc = jdbc;
        this.list = list;
    }

    /** The first {@code limit} runs of the query. */
    public List<Run> find(RunQuery query, int limit) {
        var conditions = new ArrayList<>(List.of(query.archived().condition()));
        var params = new HashMap<String, Object>();
        params.put("limit", limit);
        if (!query.states().isEmpty()) {
            conditions.add("r.state IN (:states)");
            params.put("states", query.states().stream().map(Enum::name).toList());
        }
        if (!query.text().isEmpty()) {
            conditions.add(
                    """
                    (lower(r.name) LIKE :text ESCAPE '!' OR lower(e.name) LIKE :text ESCAPE '!'
                     OR lower(r.method) LIKE :text ESCAPE '!' OR r.method_key LIKE :text ESCAPE '!' OR r.id LIKE :text ESCAPE '!')
                    """);
            params.put("text", "%" + escaped(query.text().toLowerCase(Locale.ROOT)) + "%");
        }
        String place = query.order().key().expression;
        String last = "";
        if (query.after() != null) {
            last =
                    " CROSS JOIN (SELECT "
                            + place
                            + " AS place, r.number AS number"
                            + RunRows.FROM
                            + " WHERE r.id = :after) seen";
            String beyond = query.order().descending() ? " < " : " > ";
            conditions.add(
                    "("
                            + place
                            + beyond
                            + "seen.place OR ("
                            + place
                            + " = seen.place AND r.number < seen.number))");
            params.put("after", query.after().value());
        }
        String direction = query.order().descending() ? " DESC" : "";
        // Ids are sorted first: sorting whole rows would read all of them.
        List<RunId> found =
                jdbc.sql(
                                "SELECT r.id"
                                        + RunRows.FROM
                                        + last
                                        + " WHERE "
                                        + String.join(" AND ", conditions)
                                        + " ORDER BY "
                                        + place
                                        + direction
                                        + ", r.number DESC LIMIT :limit")
                        .params(params)
                        .query((row, _) -> new RunId(row.getString("id")))
                        .list();
        return list.all(found);
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
