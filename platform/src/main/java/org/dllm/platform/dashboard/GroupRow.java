package org.dllm.platform.dashboard;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.RunGroup;
import org.dllm.experiments.experiment.RunResult;
import org.dllm.experiments.method.TargetRate;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunMethod;
import org.jspecify.annotations.Nullable;

/**
 * A row of a comparison: one run, or the runs of one seed group.
 *
 * @param label what distinguishes the row from the others
 * @param settings the settings of the first run; null in long tables
 * @param target the rate that the method of the first run aims at; null if it has none, and in long
 *     tables
 */
record GroupRow(
        String label, List<Member> runs, @Nullable Settings settings, @Nullable TargetRate target) {

    private GroupRow(String label, List<Member> runs) {
        this(label, runs, null, null);
    }

    /** A run and its measured values. */
    record Member(RunRow run, FinalMetrics figures) {

        RunGroup group() {
            Run own = run.run();
            return new RunGroup(own.submission(), own.dataset(), own.variant(), own.gridPoint());
        }

        RunResult result() {
            return new RunResult(
                    run.name(),
                    group(),
                    run.run().method().key(),
                    null, // the sentence about a task does not mention targets
                    figures.tasks(),
                    List.copyOf(figures.results().values()),
                    figures.seconds());
        }
    }

    /** One row per seed group, in the order of the first runs. */
    static List<GroupRow> bySeed(List<Member> runs) {
        var labels = new RunLabels(runs.stream().map(one -> one.run().run()).toList(), false);
        return runs.stream()
                .collect(
                        Collectors.groupingBy(
                                Member::group, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(group -> new GroupRow(labels.of(group.getFirst().run().run()), group))
                .toList();
    }

    /** One row per run. */
    static List<GroupRow> single(List<Member> runs) {
        var labels = new RunLabels(runs.stream().map(one -> one.run().run()).toList(), true);
        return runs.stream()
                .map(run -> new GroupRow(labels.of(run.run().run()), List.of(run)))
                .toList();
    }

    /** The first run of the row. Most rows have one run only. */
    public RunRow run() {
        return runs.getFirst().run();
    }

    /**
     * @param spec of the first run
     */
    GroupRow with(String spec) {
        return new GroupRow(label, runs, Settings.of(spec), SpecFacts.of(spec).target());
    }

    public int n() {
        return runs.size();
    }

    public RunMethod method() {
        return run().method();
    }

    /** The estimate over the runs that have the metric; the deviation divides by n − 1. */
    public Estimate of(String key) {
        return Estimate.of(
                runs.stream()
                        .map(run -> run.figures().of(key).value())
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .toArray());
    }

    /** The value after ±: the standard error of one run, or the deviation over several. */
    public Quantity spread(String key) {
        return n() == 1 ? runs.getFirst().figures().error(key) : of(key).deviation();
    }

    /** The exact values, shown on hover. */
    public String exact(String key) {
        if (n() > 1) return of(key).exact();
        FinalMetrics metrics = runs.getFirst().figures();
        String value = metrics.of(key).exact();
        return metrics.error(key).value() == null
                ? value
                : "%s ± %s, standard error over %s examples"
                        .formatted(value, metrics.error(key).fixed(), metrics.examples(key).text());
    }

    /** The evaluation time of a task, as the mean over runs. */
    public DurationText seconds(String task) {
        return DurationText.ofSeconds(of(FinalMetrics.TIME + task + "/seconds").mean().value());
    }

    /** The working time, as the mean over runs that have started. */
    public DurationText duration() {
        double[] millis =
                runs.stream()
                        .map(run -> run.run().duration().length())
                        .filter(Objects::nonNull)
                        .mapToDouble(length -> length.toMillis())
                        .toArray();
        return millis.length == 0
                ? run().duration()
                : DurationText.ofSeconds(Arrays.stream(millis).average().orElseThrow() / 1000);
    }
}
