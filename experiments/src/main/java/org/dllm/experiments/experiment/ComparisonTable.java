package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Several runs side by side, as text that a person can read. */
public final class ComparisonTable {

    private static final String EXACT = "/exact_match";

    private ComparisonTable() {}

    /**
     * A table per task: a row per run with its quality, its counted costs and its time, below it
     * exact match by number of steps, and one sentence on what it shows.
     */
    public static String of(List<RunResult> runs) {
        return tasks(runs).stream().map(task -> task(task, runs)).collect(Collectors.joining("\n"));
    }

    /**
     * The sentence alone.
     *
     * @param runs at least one, all with an exact match on the task
     */
    public static String finding(String task, List<RunResult> runs) {
        return Finding.of(task, runs);
    }

    /** Tasks in the runs' summaries, in the order of their names. */
    private static List<String> tasks(List<RunResult> runs) {
        return runs.stream()
                .flatMap(run -> run.summary().keySet().stream())
                .filter(key -> key.endsWith(EXACT))
                .map(key -> key.substring(0, key.length() - EXACT.length()))
                .distinct()
                .sorted()
                .toList();
    }

    private static String task(String task, List<RunResult> runs) {
        List<RunResult> measured =
                runs.stream().filter(r -> r.summary().containsKey(task + EXACT)).toList();
        var text = new StringBuilder();
        int examples = (int) measured.getFirst().value(task + "/examples");
        text.append("%s, %d examples, greedy%n%n".formatted(task, examples));
        text.append(rows(costs(task, measured)));
        List<String> steps = buckets(task, measured, "/steps=");
        if (steps.size() > 1) {
            text.append("%nexact match by number of steps%n".formatted());
            text.append(rows(byBucket(task, measured, "/steps=", steps)));
        }
        return text.append("\n").append(Finding.of(task, measured)).append("\n").toString();
    }

    private static List<List<String>> costs(String task, List<RunResult> runs) {
        List<String> families = buckets(task, runs, "/family=");
        var head = new ArrayList<>(List.of("", "layers executed", "exact match"));
        head.addAll(families.size() > 1 ? families : List.of());
        head.addAll(List.of("perplexity", "FLOPs layers", "FLOPs all", "KV kept", "seconds"));
        var table = new ArrayList<List<String>>();
        table.add(head);
        for (RunResult run : runs) {
            var row = new ArrayList<String>();
            row.add(run.name());
            row.add(share(run.value(task + "/executed_rate")));
            row.add(
                    share(run.value(task + EXACT))
                            + " ± "
                            + share(run.value(task + "/exact_match_stderr")));
            if (families.size() > 1) {
                families.forEach(f -> row.add(share(run.value(task + EXACT + "/family=" + f))));
            }
            row.add(number("%.3f", run.value(task + "/perplexity")));
            row.add(share(run.value(task + "/flops_ratio/layers")));
            row.add(share(run.value(task + "/flops_ratio/all")));
            row.add(share(run.value(task + "/kv_ratio")));
            row.add(number("%.1f", run.value("time/" + task + "/seconds")));
            table.add(row);
        }
        return table;
    }

    private static List<List<String>> byBucket(
            String task, List<RunResult> runs, String axis, List<String> buckets) {
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of(""));
        head.addAll(buckets);
        table.add(head);
        for (RunResult run : runs) {
            var row = new ArrayList<>(List.of(run.name()));
            buckets.forEach(b -> row.add(share(run.value(task + EXACT + axis + b))));
            table.add(row);
        }
        return table;
    }

    private static List<String> buckets(String task, List<RunResult> runs, String axis) {
        String prefix = task + EXACT + axis;
        var names =
                new TreeSet<String>(
                        Comparator.comparingInt(String::length)
                                .thenComparing(Comparator.naturalOrder()));
        for (RunResult run : runs) {
            run.summary().keySet().stream()
                    .filter(key -> key.startsWith(prefix))
                    .forEach(key -> names.add(key.substring(prefix.length())));
        }
        return List.copyOf(names);
    }

    private static String share(double value) {
        return number("%.3f", value);
    }

    static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }

    /** Columns as wide as their widest cell; the first to the left, numbers to the right. */
    private static String rows(List<List<String>> table) {
        var text = new StringBuilder();
        for (List<String> row : table) {
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = table.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
                String cell = row.get(column);
                String space = " ".repeat(width - cell.length());
                text.append(column == 0 ? cell + space : "  " + space + cell);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
