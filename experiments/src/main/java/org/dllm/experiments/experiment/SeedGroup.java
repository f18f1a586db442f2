package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Runs that differ in nothing but their seed, taken as one: what a comparison compares.
 *
 * @param name what the runs are called, without the seed that a sweep gave them
 * @param method of all of them
 */
record SeedGroup(String name, String method, List<RunResult> runs) {

    private static final String EXACT = "/exact_match";

    /** The runs by name and method, in the order in which each comes first. */
    static List<SeedGroup> of(List<RunResult> runs) {
        var byName = new LinkedHashMap<List<String>, List<RunResult>>();
        for (RunResult run : runs) {
            var key = List.of(PlannedRun.withoutSeed(run.name()), run.method());
            byName.computeIfAbsent(key, _ -> new ArrayList<>()).add(run);
        }
        return byName.entrySet().stream()
                .map(e -> new SeedGroup(e.getKey().getFirst(), e.getKey().getLast(), e.getValue()))
                .toList();
    }

    /** Whether the method is of this kind, whatever else its label says. */
    boolean is(String kind) {
        return method.equals(kind) || method.startsWith(kind + ",");
    }

    double executedRate(String task) {
        return mean(run -> run.value(task + "/executed_rate"));
    }

    double exact(String task) {
        return mean(run -> run.value(task + EXACT));
    }

    /** Whether what another training would give is known from more than one. */
    boolean repeated() {
        return runs.size() > 1;
    }

    /**
     * Standard error of {@link #exact} over the questions and, where there are several, over the
     * seeds. Seeds answer the same questions, so they make these no more; a share of their right
     * answers varies no more than a single one.
     *
     * <p>As if one more had been right and one more wrong: all right does not mean no error.
     */
    double error(String task) {
        double n = mean(run -> run.value(task + "/examples"));
        double p = (exact(task) * n + 1) / (n + 2);
        return Math.sqrt(p * (1 - p) / (n + 2) + seedVariance(task) / runs.size());
    }

    /** Of one training to the next, estimated from these. */
    private double seedVariance(String task) {
        double mean = exact(task);
        double squares =
                runs.stream()
                        .mapToDouble(run -> run.value(task + EXACT) - mean)
                        .map(difference -> difference * difference)
                        .sum();
        return repeated() ? squares / (runs.size() - 1) : 0;
    }

    private double mean(ToDoubleFunction<RunResult> value) {
        return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
