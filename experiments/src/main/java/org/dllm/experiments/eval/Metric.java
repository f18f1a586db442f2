package org.dllm.experiments.eval;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One number, or several that belong together, computed from an evaluated task. A new metric is one
 * record, added to {@code permits} and to {@link #all}.
 */
public sealed interface Metric
        permits Accuracy,
                CountedFlops,
                ExactMatch,
                ExecutedRate,
                KeptEntries,
                Perplexity,
                TextPerplexity {

    /** All metrics, in display order. */
    static List<Metric> all() {
        return List.of(
                new ExactMatch(),
                new Accuracy(),
                new Perplexity(),
                new TextPerplexity(),
                new ExecutedRate(),
                new CountedFlops(),
                new KeptEntries());
    }

    /** The measure that a result's metric belongs to, whatever its bucket or filter. */
    static Optional<Measure> measure(String metric) {
        return all().stream()
                .flatMap(each -> each.measures().stream())
                .filter(measure -> measure.covers(metric))
                .max(Comparator.comparingInt(measure -> measure.name().length()));
    }

    /** What it measures, in display order. */
    List<Measure> measures();

    /** Results for all examples and for buckets of them; empty if there is nothing to measure. */
    List<Result> of(Evaluated task);
}
