package org.dllm.platform.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/** A table as CSV (RFC 4180), one line per cell, with unrounded numbers. */
final class TableCsv {

    private static final List<String> HEAD =
            List.of(
                    "dataset",
                    "task",
                    "metric",
                    "higher_is_better",
                    "system",
                    "method",
                    "mean",
                    "sd",
                    "seeds",
                    "planned_seeds",
                    "flops_layers",
                    "flops_all",
                    "target",
                    "reached",
                    "mark",
                    "p",
                    "p_holm",
                    "missing",
                    "command");

    private TableCsv() {}

    static String of(ResultTable table) {
        var lines = new StringBuilder(line(HEAD));
        for (ResultTable.Row row : table.rows()) {
            for (int i = 0; i < row.cells().size(); i++) {
                lines.append(line(values(row, table.columns().get(i), row.cells().get(i))));
            }
        }
        return lines.toString();
    }

    private static List<String> values(ResultTable.Row row, ResultTable.Column column, Cell cell) {
        PrimaryMetric primary = row.primary();
        Cell.Test test = cell.test();
        var values = new ArrayList<String>();
        values.add(row.name());
        values.add(primary == null ? "" : primary.task());
        values.add(primary == null ? "" : primary.metric());
        values.add(primary == null ? "" : String.valueOf(primary.higherIsBetter()));
        values.add(column.name());
        values.add(column.method());
        values.add(number(cell.mean()));
        values.add(number(cell.deviation()));
        values.add(String.valueOf(cell.seeds()));
        values.add(String.valueOf(cell.planned()));
        values.add(number(cell.flopsLayers()));
        values.add(number(cell.flopsAll()));
        Cell.Target target = cell.target();
        values.add(target == null ? "" : number(target.rate()));
        values.add(target == null ? "" : number(target.reached()));
        values.add(cell.mark().name().toLowerCase(Locale.ROOT));
        values.add(test == null ? "" : number(test.p()));
        values.add(test == null ? "" : number(test.adjusted()));
        values.add(joined(cell, Cell.Missing::stateText));
        values.add(joined(cell, Cell.Missing::command));
        return values;
    }

    private static String joined(
            Cell cell, java.util.function.Function<Cell.Missing, String> part) {
        return cell.missing().stream().map(part).distinct().collect(Collectors.joining("; "));
    }

    private static String number(@Nullable Double value) {
        return Objects.toString(value, "");
    }

    private static String line(List<String> values) {
        return values.stream().map(TableCsv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String value) {
        return value.matches("(?s).*[\",\r\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}
