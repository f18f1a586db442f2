package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.method.TargetRate;
import org.jspecify.annotations.Nullable;

/**
 * Results of runs on one task, with one row per group.
 *
 * @param columns the metrics of each row
 * @param steps the numbers of reasoning steps with a value of the primary metric
 * @param summary the finding, or the reason why there is none
 */
record Comparison(
        PrimaryMetric primary,
        List<Column> columns,
        List<String> steps,
        List<GroupRow> rows,
        TaskSummary summary) {

    /**
     * A metric with one value per group.
     *
     * @param meaning the explanation on hover
     * @param term the anchor of the metric in the glossary; null if the glossary does not define it
     */
    record Column(String label, String key, @Nullable String meaning, @Nullable String term) {}

    private static final String EXECUTED = "/executed_rate";
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
        List<GroupRow> own = groups.stream().filter(group -> belongs(group, task)).toList();
        return new Comparison(
                task,
                columns(task, endings(figures, key + FAMILY).sorted().toList()),
                endings(figures, key + STEPS).sorted(bySize).toList(),
                own,
                TaskSummary.of(task, own));
    }

    /** A row of a data set belongs to the tasks of its data set only. */
    private static boolean belongs(GroupRow group, PrimaryMetric task) {
        return group.run().run().dataset().isEmpty()
                || group.runs().stream().anyMatch(run -> run.figures().tasks().contains(task));
    }

    private static List<Column> columns(PrimaryMetric primary, List<String> families) {
        String task = primary.task();
        String key = task + "/" + primary.metric();
        var columns = new ArrayList<Column>();
        columns.add(
                new Column(
                        "Executed rate",
                        task + EXECUTED,
                        "executed layers as a share of layers × tokens",
                        MetricTerms.anchor("executed_rate")));
        columns.add(new Column(primary.label(), key, null, MetricTerms.anchor(primary.metric())));
        for (String family : families) {
            columns.add(new Column(family, key + FAMILY + family, primary.inSentence(), null));
        }
        columns.add(
                new Column(
                        "Perplexity",
                        task + "/perplexity",
                        null,
                        MetricTerms.anchor("perplexity")));
        columns.add(
                new Column(
                        "FLOPs, layers",
                        task + "/flops_ratio/layers",
                        "FLOPs of the layers, relative to the dense model",
                        MetricTerms.anchor("flops_ratio/layers")));
        columns.add(
                new Column(
                        "FLOPs, all",
                        task + "/flops_ratio/all",
                        "FLOPs including routers and head, relative to the dense model",
                        MetricTerms.anchor("flops_ratio/all")));
        columns.add(
                new Column(
                        "KV kept",
                        task + "/kv_ratio",
                        "KV entries at the end, relative to the dense model",
                        MetricTerms.anchor("kv_ratio")));
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

    /** The number of examples with this many steps; null if it differs between runs. */
    public @Nullable String examples(String number) {
        List<String> asked =
                rows.stream()
                        .flatMap(row -> row.runs().stream())
                        .map(run -> run.figures().examples(steps(number)))
                        .filter(examples -> examples.value() != null)
                        .map(Quantity::text)
                        .distinct()
                        .toList();
        return asked.size() == 1 ? asked.getFirst() : null;
    }

    /** The primary metric against FLOPs. */
    public Frontier frontier() {
        return Frontier.of(primary, rows);
    }

    /**
     * The target of the row's method, for the column of executed rates: {@code , target 0.550}, or
     * {@code , 0.131 of target 0.125} if the target counts another rate; null in other columns.
     */
    public @Nullable String target(GroupRow row, Column column) {
        TargetRate target = row.target();
        if (target == null || !column.key().equals(task() + EXECUTED)) {
            return null;
        }
        String reached = row.of(task() + "/" + target.metric()).mean().fixed();
        boolean same = reached.equals(row.of(column.key()).mean().fixed());
        return ", %starget %s"
                .formatted(same ? "" : reached + " of ", new Quantity(target.rate()).fixed());
    }

    public boolean isPrimary(Column column) {
        return column.key().equals(key());
    }

    /** True if no group has a better primary metric and at least one has a worse one. */
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
