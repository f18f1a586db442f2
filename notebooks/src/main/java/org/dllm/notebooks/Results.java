package org.dllm.notebooks;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Summaries of runs, which are JSON, as columns. */
final class Results {

    private static final List<String> KEPT = List.of("id", "name", "method", "seed", "state");

    private Results() {}

    static DataFrame spread(DataFrame runs) {
        var summaries = new ArrayList<JsonNode>();
        var keys = new TreeSet<String>();
        for (int row = 0; row < runs.height(); row++) {
            JsonNode summary = JsonMapper.shared().readTree(Frames.text(runs, "summary", row));
            keys.addAll(summary.propertyNames());
            summaries.add(summary);
        }
        var labels = new ArrayList<>(KEPT);
        labels.addAll(keys);
        var rows = new ArrayList<@Nullable Object[]>();
        for (int row = 0; row < runs.height(); row++) {
            var cells = new @Nullable Object[labels.size()];
            for (int column = 0; column < labels.size(); column++) {
                String label = labels.get(column);
                cells[column] =
                        column < KEPT.size()
                                ? runs.getColumn(label).get(row)
                                : number(summaries.get(row).path(label));
            }
            rows.add(cells);
        }
        return Frames.of(labels.toArray(String[]::new), rows);
    }

    /** NaN and the infinities are strings in JSON. */
    private static @Nullable Double number(JsonNode value) {
        if (value.isNumber()) {
            return value.asDouble();
        }
        return value.isString() ? Double.valueOf(value.asString()) : null;
    }
}
