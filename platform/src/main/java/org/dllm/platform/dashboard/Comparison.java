package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/**
 * Runs on one task, a row for each group.
 *
 * @param columns what is shown of each
 * @param steps numbers of reasoning steps that the primary metric is known for
 * @param summary what it shows, or why nothing is said
 */
record Comparison(
        PrimaryMetric primary,
        List<Column> columns,
        List<String> steps,
        List<GroupRow> rows,
        TaskSummary summary) {

    /**
     * A metric that is shown of every group.
     *
     * @param meaning what the label has no room for
     */
    record Column(String label, String key, @Nullable String meaning) {}

    private static final String FAMILY = "/family=";
    private static final String STEPS = "/steps=";

    static List<Comparison> of(List<GroupRow> groups) {
        List<FinalMetrics> figures =
                groups.stream()
                        .flatMap(group -> group.runs().stream())
                        .map(GroupRow.Member::figures)
                        .toList();
        return FinalMetrics.tasks(figures).stream().map(task -> of(task, groups, figures)).toList();
    }

    private static Comparison of(
            PrimaryMetric task, List<GroupRow> groups, List<FinalMetrics> figures) {
        Comparator<String> bySize =
                Comparator.comparingInt(String::length).thenComparing(Function.identity());
        String key = task.task() + "/" + task.metric();
        return new Comparison(
                task,
                columns(task, endings(figures, key + FAMILY).sorted().toList()),
                endings(figures, key + STEPS).sorted(bySize).toList(),
                groups,
                TaskSummary.of(task, groups));
    }

    private static List<Column> columns(PrimaryMetric primary, List<String> families) {
        String task = primary.task();
        String key = task + "/" + primary.metric();
        var columns = new ArrayList<Column>();
        columns.add(
                new Column(
                        "Layers executed",
                        task + "/executed_rate",
                        "share of all layers, mean over tokens"));
        columns.add(new Column(primary.label(), key, null));
        for (String family : families) {
            columns.add(new Column(family, key + FAMILY + family, primary.inSentence()));
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
        return columns.stream()
                .filter(column -> column.meaning() == null || !column.key().equals(key))
                .distinct()
                .toList();
    }

    private static Stream<String> endings(List<FinalMetrics> figures, String prefix) {
        return figures.stream().flatMap(one -> one.endings(prefix).stream()).distinct();
    }

    public String task() {
        return primary.task();
    }

    private String key() {
        return primary.task() + "/" + primary.metric();
    }

    public String steps(String number) {
        return key() + STEPS + number;
    }

    /** How many questions have so many steps; absent where runs were asked differently many. */
    public @Nullable String questions(String number) {
        List<String> asked =
                rows.stream()
                        .flatMap(row -> row.runs().stream())
                        .map(run -> run.figures().questions(steps(number)))
                        .filter(questions -> questions.value() != null)
                        .map(Quantity::text)
                        .distinct()
                        .toList();
        return asked.size() == 1 ? asked.getFirst() : null;
    }

    /** The primary metric against counted FLOPs. */
    public Frontier frontier() {
        return Frontier.of(primary, rows);
    }

    public boolean isPrimary(Column column) {
        return column.key().equals(key());
    }

    /** Whether no group has a better primary metric, and another has a worse one. */
    public boolean best(GroupRow row, Column column) {
        Double own = row.of(column.key()).mean().value();
        if (!isPrimary(column) || own == null) return false;
        List<Double> all =
                rows.stream()
                        .map(other -> other.of(column.key()).mean().value())
                        .filter(Objects::nonNull)
                        .toList();
        return all.stream().noneMatch(other -> primary.better(other, own))
                && all.stream().anyMatch(other -> primary.better(own, other));
    }
}
