package org.dllm.platform.metric;

/**
 * Neighbouring points of a series as one: no spike is lost, whatever the width.
 *
 * @param step of the last point in it
 * @param count points in it
 * @param nan how many of them are NaN; they take no part in min, max and mean
 * @param mean of the finite points
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
