package org.dllm.experiments.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.dllm.experiments.bench.BenchmarkRow;
import org.dllm.experiments.bench.InterleavedRuns;
import org.dllm.experiments.text.TextTable;
import tools.jackson.databind.ObjectMapper;

/** The results of a benchmark as a text table and as JSON. */
record BenchTable(String machine, int turns, List<InterleavedRuns.Result> results) {

    String text() {
        var text = new StringBuilder();
        text.append("Machine: ").append(machine).append('\n');
        text.append("Medians of ").append(turns).append(" turns; ratio = ours / reference\n\n");
        var table =
                new TextTable(
                        "",
                        ">ours",
                        ">(least to most)",
                        ">reference",
                        ">ratio",
                        ">goal",
                        "reached");
        for (InterleavedRuns.Result result : results) {
            table.row(
                    result.row().name() + " [" + result.row().unit() + "]",
                    number(result.ours()),
                    "(%s to %s)".formatted(number(result.least()), number(result.most())),
                    number(result.reference()),
                    number(result.ratio()),
                    goal(result.row()),
                    result.reached().map(yes -> yes ? "yes" : "NO").orElse(""));
        }
        return text.append(table).toString();
    }

    String json() {
        var rows = new ArrayList<Map<String, Object>>();
        for (InterleavedRuns.Result result : results) {
            var row = new LinkedHashMap<String, Object>();
            row.put("name", result.row().name());
            row.put("unit", result.row().unit());
            row.put("ours", result.ours());
            row.put("least", result.least());
            row.put("most", result.most());
            result.reference().ifPresent(value -> row.put("reference", value));
            result.ratio().ifPresent(value -> row.put("ratio", value));
            result.row().goal().ifPresent(value -> row.put("goal", value));
            result.row().limit().ifPresent(value -> row.put("limit", value));
            result.reached().ifPresent(value -> row.put("reached", value));
            rows.add(row);
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("machine", machine);
        all.put("turns", turns);
        all.put("rows", rows);
        return new ObjectMapper().writeValueAsString(all);
    }

    private static String goal(BenchmarkRow row) {
        return row.limit().isPresent() ? "≤ " + number(row.limit()) : number(row.goal());
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
    }
}
