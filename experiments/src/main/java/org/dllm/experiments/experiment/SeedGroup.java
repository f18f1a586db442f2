package org.dllm.experiments.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.RunEvent.TaskResult;

/**
 * Runs that differ only in their seed. A comparison treats them as one.
 *
 * @param method key of the method of all runs
 * @param primary the compared metric
 */
record SeedGroup(RunGroup group, String method, PrimaryMetric primary, List<RunResult> runs) {

    /** Groups the runs, in order of first appearance. */
    static List<SeedGroup> of(PrimaryMetric primary, List<RunResult> runs) {
        return runs.stream()
                .collect(
                        Collectors.groupingBy(
                                RunResult::group, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(members -> {
                    RunResult first = members.getFirst();
                    return new SeedGroup(first.group(), first.method(), primary, members);
                })
                .toList();
    }

    String name() {
        return group.label();
    }

    double executedRate() {
        return mean(run -> run.value(primary.task(), "executed_rate"));
    }

    /** The mean of the primary metric. */
    double value() {
        return mean(this::value);
    }

    /**
     * Whether there are several seeds, so that the variation between trainings can be estimated.
     */
    boolean repeated() {
        return runs.size() > 1;
    }

    /** Whether the metric is a share of correct answers: it has an error and lies in [0, 1]. */
    boolean isShare() {
        return runs.stream()
                .allMatch(run ->
                        run.result(primary.task(), primary.metric())
                                .filter(result -> result.stderr() != null)
                                .filter(result -> result.value() >= 0 && result.value() <= 1)
                                .isPresent());
    }

    /**
     * Standard error of {@link #value} over the questions and, if there are several, over the
     * seeds. Seeds answer the same questions, so they do not add questions. NaN if the metric has
     * none.
     *
     * <p>For a share, one correct and one wrong answer are added, so that the error is not 0 when
     * all answers are correct.
     */
    double error() {
        double questions;
        if (isShare()) {
            double n = mean(run -> result(run).n());
            double p = (value() * n + 1) / (n + 2);
            questions = p * (1 - p) / (n + 2);
        } else {
            questions =
                    mean(run ->
                            square(Objects.requireNonNullElse(result(run).stderr(), Double.NaN)));
        }
        return Math.sqrt(questions + seedVariance() / runs.size());
    }

    /** Variance between trainings, estimated from these seeds. */
    private double seedVariance() {
        double mean = value();
        double squares = runs.stream().mapToDouble(run -> square(value(run) - mean)).sum();
        return repeated() ? squares / (runs.size() - 1) : 0;
    }

    private double value(RunResult run) {
        return run.value(primary.task(), primary.metric());
    }

    private TaskResult result(RunResult run) {
        return run.result(primary.task(), primary.metric()).orElseThrow();
    }

    private static double square(double x) {
        return x * x;
    }

    private double mean(ToDoubleFunction<RunResult> value) {
        return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
