package org.dllm.platform.metric;

/**
 * A series at a glance.
 *
 * @param last value at the last step
 * @param min smallest of its numbers; NaN when it has none
 * @param max largest of its numbers; NaN when it has none
 */
public record SeriesSummary(
        String key,
        long count,
        long firstStep,
        long lastStep,
        double last,
        double min,
        double max) {}
