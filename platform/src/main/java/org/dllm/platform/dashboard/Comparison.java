package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs on one task, a row each.
 *
 * @param columns what is told of each
 * @param steps numbers of reasoning steps that exact match is known for
 * @param spreads the same over seeds, where there are several
 * @param finding what it shows, in one sentence; absent where that would say too much
 */
record Comparison(
        String task,
        List<Column> columns,
        List<String> steps,
        List<Row> rows,
        List<Spread> spreads,
        @Nullable String finding) {

    /** A run with what was asked of it and what it was measured to be. */
    record Row(RunRow run, Figures figures, Settings settings) {

        /** What it shares with the runs that differ from it by nothing but the seed. */
        Map<String, String> recipe() {
            return settings.recipe(run.waitsFor() != null);
        }

        public Quantity of(String key) {
            return figures.of(key);
        }

        /** One standard error of an exact match over its questions. */
        public Quantity error(String key) {
            return figures.of(key.replace(EXACT_MATCH, EXACT_MATCH + "_stderr"));
        }

        /** The number that an exact match is of. */
        public Quantity questions(String key) {
            return figures.of(key.replace(EXACT_MATCH, "/examples"));
        }

        /** For the hover; an exact match with what it rests on. */
        public String exact(String key) {
            String value = of(key).exact();
            return key.contains(EXACT_MATCH) && questions(key).value() != null
                    ? "%s ± %s, one standard error over %s questions"
                            .formatted(value, error(key).fixed(), questions(key).text())
                    : value;
        }

        public Span seconds(String what) {
            return figures.seconds(what);
        }
    }

    /**
     * A figure that is told of every run.
     *
     * @param meaning what the label has no room for
     */
    record Column(String label, String key, @Nullable String meaning) {}

    private static final String EXACT_MATCH = "/exact_match";
    private static final String FAMILY = EXACT_MATCH + "/family=";
    private static final String STEPS = EXACT_MATCH + "/steps=";

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
                columns(task, endings(rows, task + FAMILY).sorted().toList()),
                endings(rows, task + STEPS).sorted(bySize).toList(),
                rows,
                Spread.of(rows),
                Finding.of(task, rows));
    }

    private static List<Column> columns(String task, List<String> families) {
        var columns = new ArrayList<Column>();
        columns.add(
                new Column(
                        "Layers executed",
                        task + "/executed_rate",
                        "share of all layers, mean over tokens"));
        columns.add(new Column("Exact match", task + EXACT_MATCH, null));
        for (String family : families) {
            columns.add(new Column(family, task + FAMILY + family, "exact match"));
        }
        columns.add(new Column("Perplexity", task + "/perplexity", null));
        columns.add(
                new Column(
                        "FLOPs layers",
                        task + "/flops_ratio/layers",
                        "of the layers alone, by the dense model's"));
        columns.add(
                new Column(
                        "FLOPs all",
                        task + "/flops_ratio/all",
                        "head and routers counted in, by the dense model's"));
        columns.add(
                new Column(
                        "KV kept",
                        task + "/kv_ratio",
                        "key-value entries kept, by the dense model's"));
        return List.copyOf(columns);
    }

    private static Stream<String> endings(List<Row> rows, String prefix) {
        return rows.stream().flatMap(row -> row.figures().endings(prefix).stream()).distinct();
    }

    public String steps(String number) {
        return task + STEPS + number;
    }

    /** How many questions have so many steps; absent where runs were asked differently many. */
    public @Nullable String questions(String number) {
        List<String> asked =
                rows.stream()
                        .map(row -> row.questions(steps(number)))
                        .filter(questions -> questions.value() != null)
                        .map(Quantity::text)
                        .distinct()
                        .toList();
        return asked.size() == 1 ? asked.getFirst() : null;
    }

    /** Exact match against counted FLOPs. */
    public Frontier frontier() {
        return Frontier.of(task, rows);
    }

    /** The figure that the best of is told. */
    public boolean isExactMatch(Column column) {
        return column.key().equals(task + EXACT_MATCH);
    }

    /** Whether this is the exact match that no run of the table betters. */
    public boolean best(Row row, Column column) {
        Double own = row.of(column.key()).value();
        return isExactMatch(column)
                && own != null
                && rows.stream()
                        .map(other -> other.of(column.key()).value())
                        .noneMatch(other -> other != null && other > own);
    }
}
