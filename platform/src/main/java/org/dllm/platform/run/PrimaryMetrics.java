package org.dllm.platform.run;

import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run in a list: the primary metric and the executed rate of its first task.
 *
 * @param metric absent if the run evaluates nothing
 * @param value absent until it is measured, like {@code executedRate}
 */
public record PrimaryMetrics(
        @Nullable PrimaryMetric metric,
        @Nullable Double value,
        @Nullable Double stderr,
        @Nullable Double executedRate) {}
