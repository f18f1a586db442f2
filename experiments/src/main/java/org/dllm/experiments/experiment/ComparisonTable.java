package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.experiments.method.TargetRate;
import org.dllm.experiments.text.TextTable;

/** Compares several runs in a text table. */
public final class ComparisonTable {

    private ComparisonTable() {}

    /**
     * One table per task, with a row per run: primary metric, counted costs and time. If a method
     * has a target, the column {@code target} shows the reached rate and the target. The metric by
     * number of steps and a one-sentence summary follow.
     */
    public static String of(List<RunResult> runs) {
        return tasks(runs).stream().map(task -> task(task, runs)).collect(Collectors.joining("\n"));
    }

    /**
     * The summary sentence only.
     *
     * @param runs at least one, all with the metric
     */
    public static String summary(PrimaryMetric primary, List<RunResult> runs) {
        return ComparisonSummary.of(primary, runs);
    }

    /** Tasks with a result in any run, in the order of the specs. */
    private static List<PrimaryMetric> tasks(List<RunResult> runs) {
        return runs.stream()
                .flatMap(run ->
                        run.tasks().stream()
                                .filter(task -> run.result(task.task(), task.metric()).isPresent()))
                .distinct()
                .toList();
    }

    private static String task(PrimaryMetric task, List<RunResult> runs) {
        List<RunResult> measured =
                runs.stream()
                        .filter(run -> run.result(task.task(), task.metric()).isPresent())
                        .toList();
        var text = new StringBuilder();
        long n = measured.getFirst().result(task.task(), task.metric()).orElseThrow().n();
        text.append("%s, %d examples, greedy%n%n".formatted(task.task(), n));
        text.append(rows(costs(task, measured)));
        List<String> steps = buckets(task, measured, "/steps=");
        if (steps.size() > 1) {
            text.append("%n%s by number of steps%n".formatted(task.inSentence()));
            text.append(rows(byBucket(task, measured, "/steps=", steps)));
        }
        return text.append("\n")
                .append(ComparisonSummary.of(task, measured))
                .append("\n")
                .toString();
    }

    private record Column(String head, String metric) {}

    /** The columns after the primary metric. */
    private static final List<Column> OTHERS =
            List.of(
                    new Column("perplexity", "perplexity"),
                    new Column("FLOPs layers", "flops_ratio/layers"),
                    new Column("FLOPs all", "flops_ratio/all"),
                    new Column("KV kept", "kv_ratio"));

    private static List<List<String>> costs(PrimaryMetric primary, List<RunResult> runs) {
        String task = primary.task();
        List<String> families = buckets(primary, runs, "/family=");
        List<Column> others =
                OTHERS.stream().filter(one -> !one.metric().equals(primary.metric())).toList();
        var head = new ArrayList<>(List.of("", "executed rate", primary.inSentence()));
        head.addAll(families.size() > 1 ? families : List.of());
        boolean targets = runs.stream().anyMatch(run -> run.target() != null);
        if (targets) {
            head.add(2, "target");
        }
        others.forEach(other -> head.add(other.head()));
        head.add("seconds");
        var table = new ArrayList<List<String>>();
        table.add(head);
        for (RunResult run : runs) {
            var row = new ArrayList<String>();
            row.add(run.name());
            row.add(share(run.value(task, "executed_rate")));
            if (targets) {
                row.add(target(task, run));
            }
            row.add(withError(run.result(task, primary.metric()).orElseThrow()));
            if (families.size() > 1) {
                families.forEach(
                        f -> row.add(share(run.value(task, primary.metric() + "/family=" + f))));
            }
            others.forEach(other -> row.add(share(run.value(task, other.metric()))));
            row.add(number("%.1f", run.seconds().getOrDefault(task, Double.NaN)));
            table.add(row);
        }
        return table;
    }

    /** {@code 0.618 of 0.550}: the reached rate as the target counts it, and the target. */
    private static String target(String task, RunResult run) {
        TargetRate target = run.target();
        return target == null
                ? "–"
                : share(run.value(task, target.metric())) + " of " + share(target.rate());
    }

    private static String withError(TaskResult result) {
        return result.stderr() == null
                ? share(result.value())
                : share(result.value()) + " ± " + share(result.stderr());
    }

    private static List<List<String>> byBucket(
            PrimaryMetric task, List<RunResult> runs, String axis, List<String> buckets) {
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of(""));
        head.addAll(buckets);
        table.add(head);
        for (RunResult run : runs) {
            var row = new ArrayList<>(List.of(run.name()));
            buckets.forEach(b -> row.add(share(run.value(task.task(), task.metric() + axis + b))));
            table.add(row);
        }
        return table;
    }

    private static List<String> buckets(PrimaryMetric task, List<RunResult> runs, String axis) {
        String prefix = task.metric() + axis;
        var names =
                new TreeSet<String>(
                        Comparator.comparingInt(String::length)
                                .thenComparing(Comparator.naturalOrder()));
        for (RunResult run : runs) {
            run.results().stream()
                    .filter(result -> result.task().equals(task.task()))
                    .filter(result -> result.metric().startsWith(prefix))
                    .forEach(result -> names.add(result.metric().substring(prefix.length())));
        }
        return List.copyOf(names);
    }

    private static String share(double value) {
        return number("%.3f", value);
    }

    static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }

    /** Aligns the first column left and numbers right. */
    private static String rows(List<List<String>> table) {
        var headers = new ArrayList<>(table.getFirst());
        headers.replaceAll(header -> header.isEmpty() ? header : ">" + header);
        var text = new TextTable(headers);
        table.stream().skip(1).forEach(text::row);
        return text.toString();
    }
}
