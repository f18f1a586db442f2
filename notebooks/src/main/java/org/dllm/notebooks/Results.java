package org.dllm.notebooks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;

/** Pivots results of runs from rows to columns. */
final class Results {

    private Results() {}

    /**
     * @param runs a frame with column id
     * @param results a frame with columns run_id, task, metric and value
     */
    static DataFrame spread(DataFrame runs, DataFrame results) {
        var values = new HashMap<String, Map<String, Double>>();
        var keys = new TreeSet<String>();
        for (int row = 0; row < results.height(); row++) {
            String key =
                    Frames.text(results, "task", row) + "/" + Frames.text(results, "metric", row);
            keys.add(key);
            values.computeIfAbsent(Frames.text(results, "run_id", row), _ -> new HashMap<>())
                    .put(key, Frames.number(results, "value", row));
        }
        var labels = new ArrayList<String>();
        runs.getColumnsIndex().forEach(labels::add);
        int kept = labels.size();
        labels.addAll(keys);
        var rows = new ArrayList<@Nullable Object[]>();
        for (int row = 0; row < runs.height(); row++) {
            Map<String, Double> own = values.getOrDefault(Frames.text(runs, "id", row), Map.of());
            var cells = new @Nullable Object[labels.size()];
            for (int column = 0; column < labels.size(); column++) {
                String label = labels.get(column);
                cells[column] = column < kept ? runs.getColumn(label).get(row) : own.get(label);
            }
            rows.add(cells);
        }
        return Frames.of(labels.toArray(String[]::new), rows);
    }
}
