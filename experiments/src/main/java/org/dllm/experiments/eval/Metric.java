package org.dllm.experiments.eval;

import java.util.List;
import java.util.Map;

/**
 * A number, or a few that belong together, of a task carried out. A new metric is one record and
 * its name here, twice.
 */
public sealed interface Metric
        permits CountedFlops, ExactMatch, ExecutedRate, KeptEntries, Perplexity {

    /** All of them, in the order that they are told. */
    static List<Metric> all() {
        return List.of(
                new ExactMatch(),
                new Perplexity(),
                new ExecutedRate(),
                new CountedFlops(),
                new KeptEntries());
    }

    /** Values by key, without the task's name; empty when there is nothing to measure. */
    Map<String, Double> of(Evaluation evaluation);
}
