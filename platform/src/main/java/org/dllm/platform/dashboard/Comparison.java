package org.dllm.platform.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runs of an experiment on one task, a row each.
 *
 * @param families columns of exact match by family
 * @param steps columns of exact match by number of steps
 */
record Comparison(String task, List<String> families, List<String> steps, List<Row> rows) {

    /** A run with what it was measured to be. */
    record Row(RunRow run, Figures figures) {

        public Quantity of(String key) {
            return figures.of(key);
        }

        public Span seconds(String what) {
            return figures.seconds(what);
        }
    }

    private static final String FAMILY = "/exact_match/family=";
    private static final String STEPS = "/exact_match/steps=";

    static List<Comparison> of(List<Row> rows) {
        return rows.stream()
                .flatMap(row -> row.figures().tasks().stream())
                .distinct()
                .sorted()
                .map(task -> of(task, rows))
                .toList();
    }

    private static Comparison of(String task, List<Row> rows) {
        Comparator<String> bySize =
                Comparator.comparingInt(String::length).thenComparing(Function.identity());
        return new Comparison(
                task,
                endings(rows, task + FAMILY).sorted().toList(),
                endings(rows, task + STEPS).sorted(bySize).toList(),
                rows);
    }

    private static Stream<String> endings(List<Row> rows, String prefix) {
        return rows.stream().flatMap(row -> row.figures().endings(prefix).stream()).distinct();
    }

    public Quantity family(Row row, String family) {
        return row.of(task + FAMILY + family);
    }

    public Quantity steps(Row row, String number) {
        return row.of(task + STEPS + number);
    }

    /** Whether no run of the table has a better exact match. */
    public boolean best(Row row, String key) {
        @Nullable Double own = row.of(key).value();
        return own != null
                && rows.stream()
                        .map(other -> other.of(key).value())
                        .noneMatch(other -> other != null && other > own);
    }
}
