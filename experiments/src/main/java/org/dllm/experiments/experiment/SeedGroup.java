package org.dllm.experiments.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.RunEvent.TaskResult;

/**
 * Runs that differ in nothing but their seed, taken as one: what a comparison compares.
 *
 * @param method of all of them
 * @param primary what the comparison is about
 */
record SeedGroup(RunGroup group, String method, PrimaryMetric primary, List<RunResult> runs) {

    /** The runs by group, in the order in which each comes first. */
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

    /** Whether the method is of this kind, whatever else its label says. */
    boolean is(String kind) {
        return method.equals(kind) || method.startsWith(kind + ",");
    }

    double executedRate() {
        return mean(run -> run.value(primary.task(), "executed_rate"));
    }

    /** The mean of the primary metric. */
    double value() {
        return mean(this::value);
    }

    /** Whether what another training would give is known from more than one. */
    boolean repeated() {
        return runs.size() > 1;
    }

    /**
     * Whether the metric is a mean of right and wrong answers: it has an error and lies in [0, 1].
     */
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
     * <p>A share is computed as if one more answer were right and one more wrong: all right does
     * not mean no error.
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

    /** Of one training to the next, estimated from these. */
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
