package org.dllm.experiments.eval;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Computes one or several related values from an evaluated task. To add a metric, write a record
 * and add it to {@code permits} and to {@link #all}.
 */
public sealed interface Metric
        permits Accuracy,
                CountedFlops,
                ExactMatch,
                ExecutedRate,
                KeptEntries,
                Perplexity,
                RouterHealth,
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
                new KeptEntries(),
                new RouterHealth());
    }

    /** The measure of a result's metric, ignoring its bucket or filter. */
    static Optional<Measure> measure(String metric) {
        return all().stream()
                .flatMap(each -> each.measures().stream())
                .filter(measure -> measure.covers(metric))
                .max(Comparator.comparingInt(measure -> measure.name().length()));
    }

    /** The measures of this metric, in display order. */
    List<Measure> measures();

    /** Results for all examples and for buckets; empty if the metric does not apply. */
    List<Result> of(Evaluated task);
}
