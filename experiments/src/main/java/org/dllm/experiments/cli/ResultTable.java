package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The results of runs side by side: a row per metric, a column per run. */
final class ResultTable {

    private final Map<String, Map<String, Double>> columns = new LinkedHashMap<>();

    void add(String run, Map<String, Double> summary) {
        columns.put(run, summary);
    }

    /** The result of a run, if it has been added. */
    Optional<Map<String, Double>> of(String run) {
        return Optional.ofNullable(columns.get(run));
    }

    /** By the name of the run. */
    Map<String, Map<String, Double>> json() {
        return Collections.unmodifiableMap(columns);
    }

    void print(PrintWriter out) {
        var keys = new TreeSet<String>();
        columns.values().forEach(summary -> keys.addAll(summary.keySet()));
        out.printf("%n%-44s", "");
        columns.keySet().forEach(run -> out.printf(" %14s", run));
        out.println();
        for (String key : keys) {
            out.printf("%-44s", key);
            columns.values().forEach(s -> out.printf(" %14s", cell(s.get(key))));
            out.println();
        }
        out.flush();
    }

    private static String cell(@Nullable Double value) {
        return value == null ? "" : "%.4f".formatted(value);
    }
}
