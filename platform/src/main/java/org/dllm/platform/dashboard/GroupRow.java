package org.dllm.platform.dashboard;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.RunGroup;
import org.dllm.experiments.experiment.RunResult;
import org.dllm.platform.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Runs that differ in their seed alone, as one row of a comparison.
 *
 * @param label what differs from the other rows
 * @param settings of its first run; absent in long tables
 */
record GroupRow(String label, List<Member> runs, @Nullable Settings settings) {

    /** A run with what it was measured to be. */
    record Member(RunRow run, FinalMetrics figures) {

        RunGroup group() {
            Run own = run.run();
            return new RunGroup(own.submission(), own.variant(), own.gridPoint());
        }

        RunResult result() {
            return new RunResult(
                    run.name(),
                    group(),
                    run.run().method(),
                    figures.tasks(),
                    List.copyOf(figures.results().values()),
                    figures.seconds());
        }
    }

    /** A row per group, in the order in which each comes first. */
    static List<GroupRow> bySeed(List<Member> runs) {
        var labels = new RunLabels(runs.stream().map(one -> one.run().run()).toList(), false);
        return runs.stream()
                .collect(
                        Collectors.groupingBy(
                                Member::group, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(group -> new GroupRow(labels.of(group.getFirst().run().run()), group, null))
                .toList();
    }

    /** A row per run. */
    static List<GroupRow> single(List<Member> runs) {
        var labels = new RunLabels(runs.stream().map(one -> one.run().run()).toList(), true);
        return runs.stream()
                .map(run -> new GroupRow(labels.of(run.run().run()), List.of(run), null))
                .toList();
    }

    /** The first of its runs; the only one of most rows. */
    public RunRow run() {
        return runs.getFirst().run();
    }

    GroupRow with(Settings of) {
        return new GroupRow(label, runs, of);
    }

    public int n() {
        return runs.size();
    }

    public MethodLabel method() {
        return run().method();
    }

    /** Over the runs that have the metric; the deviation is that of a sample, by n − 1. */
    public Estimate of(String key) {
        return Estimate.of(
                runs.stream()
                        .map(run -> run.figures().of(key).value())
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .toArray());
    }

    /** What follows the value: the standard error of a single run, the deviation of several. */
    public Quantity spread(String key) {
        return n() == 1 ? runs.getFirst().figures().error(key) : of(key).deviation();
    }

    /** For the hover. */
    public String exact(String key) {
        if (n() > 1) return of(key).exact();
        FinalMetrics metrics = runs.getFirst().figures();
        String value = metrics.of(key).exact();
        return metrics.error(key).value() == null
                ? value
                : "%s ± %s, one standard error over %s questions"
                        .formatted(
                                value, metrics.error(key).fixed(), metrics.questions(key).text());
    }

    /** Of the evaluation of a task, the mean over runs. */
    public DurationText seconds(String task) {
        return DurationText.ofSeconds(of(FinalMetrics.TIME + task + "/seconds").mean().value());
    }

    /** From start to end, the mean over runs that have ended. */
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
