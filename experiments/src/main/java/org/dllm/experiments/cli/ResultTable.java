package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dllm.experiments.text.TextTable;
import org.jspecify.annotations.Nullable;

/** Compares the results of runs: one row per metric, one column per run. */
final class ResultTable {

    private final Map<String, Map<String, Double>> columns = new LinkedHashMap<>();

    void add(String run, Map<String, Double> summary) {
        columns.put(run, summary);
    }

    /** The result of a run, if it was added. */
    Optional<Map<String, Double>> of(String run) {
        return Optional.ofNullable(columns.get(run));
    }

    /** The results by run name. */
    Map<String, Map<String, Double>> json() {
        return Collections.unmodifiableMap(columns);
    }

    void print(PrintWriter out) {
        var keys = new TreeSet<String>();
        columns.values().forEach(summary -> keys.addAll(summary.keySet()));
        var headers = new ArrayList<>(List.of(""));
        columns.keySet().forEach(run -> headers.add(">" + run));
        var table = new TextTable(headers);
        for (String key : keys) {
            var row = new ArrayList<>(List.of(key));
            columns.values().forEach(summary -> row.add(cell(summary.get(key))));
            table.row(row);
        }
        out.println();
        out.print(table);
        out.flush();
    }

    private static String cell(@Nullable Double value) {
        return value == null ? "" : "%.4f".formatted(value);
    }
}
