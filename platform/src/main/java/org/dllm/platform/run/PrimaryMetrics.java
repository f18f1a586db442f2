package org.dllm.platform.run;

import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/**
 * The results that a list shows of a run: the primary metric of its first task, and the share of
 * layers executed in that task.
 *
 * @param metric absent if the run evaluates nothing
 * @param value absent until it is measured, like {@code executedRate}
 */
public record PrimaryMetrics(
        @Nullable PrimaryMetric metric,
        @Nullable Double value,
        @Nullable Double stderr,
        @Nullable Double executedRate) {}
