package org.dllm.platform.metric;

/**
 * Summary of a series.
 *
 * @param last value at the last step
 * @param min smallest value that is not NaN; NaN if there is none
 * @param max largest value that is not NaN; NaN if there is none
 */
public record SeriesSummary(
        String key,
        long count,
        long firstStep,
        long lastStep,
        double last,
        double min,
        double max) {}
