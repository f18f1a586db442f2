package org.dllm.platform.metric;

/**
 * Neighbouring points of a series combined. Minimum and maximum keep spikes visible at every width.
 *
 * @param step step of the last point
 * @param count number of points
 * @param nan number of NaN points, which do not count in min, max and mean
 * @param mean mean of the finite points
 * @param last value of the last point
 */
public record MetricBucket(
        long firstStep,
        long step,
        long count,
        long nan,
        double min,
        double max,
        double mean,
        double last) {}
