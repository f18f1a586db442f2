package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dllm.experiments.experiment.PlannedRun;

/**
 * Runs that differ by nothing but their seed: mean and standard deviation of what they came to.
 *
 * @param name what their names have in common
 * @param rows one per seed, the newest
 */
record Spread(String name, MethodLabel method, List<Comparison.Row> rows) {

    /** Only recipes that ran with several seeds, in the order of {@code rows}. */
    static List<Spread> of(List<Comparison.Row> rows) {
        var byRecipe = new LinkedHashMap<Map<String, String>, List<Comparison.Row>>();
        for (Comparison.Row row : rows) {
            if (!row.figures().tasks().isEmpty()) {
                byRecipe.computeIfAbsent(row.recipe(), _ -> new ArrayList<>()).add(row);
            }
        }
        return byRecipe.values().stream()
                .map(Spread::oneOfEachSeed)
                .filter(seeds -> seeds.size() > 1)
                .map(Spread::named)
                .toList();
    }

    public int n() {
        return rows.size();
    }

    /** Over the seeds that have the figure; the deviation is that of a sample, by n − 1. */
    public Estimate of(String key) {
        double[] values =
                rows.stream()
                        .map(row -> row.of(key).value())
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        return Estimate.of(values);
    }

    private static List<Comparison.Row> oneOfEachSeed(List<Comparison.Row> rows) {
        var bySeed = new TreeMap<Long, Comparison.Row>();
        rows.stream()
                .sorted(Comparator.comparingLong(row -> row.run().run().number()))
                .forEach(row -> bySeed.put(row.run().seed(), row));
        return List.copyOf(bySeed.values());
    }

    private static Spread named(List<Comparison.Row> seeds) {
        RunRow first = seeds.getFirst().run();
        return new Spread(PlannedRun.withoutSeed(first.name()), first.method(), seeds);
    }
}
