package org.dllm.platform.run;

import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/**
 * The primary metric of a run's first task, as the API shows it.
 *
 * @param metric its key within the task
 * @param value absent until it is measured
 * @param stderr absent if the metric has none
 * @param executedRate executed rate in the task
 */
public record ResultView(
        String task,
        String metric,
        String label,
        boolean higherIsBetter,
        @Nullable Double value,
        @Nullable Double stderr,
        @Nullable Double executedRate) {

    static @Nullable ResultView of(PrimaryMetrics metrics) {
        PrimaryMetric metric = metrics.metric();
        return metric == null
                ? null
                : new ResultView(
                        metric.task(),
                        metric.metric(),
                        metric.label(),
                        metric.higherIsBetter(),
                        metrics.value(),
                        metrics.stderr(),
                        metrics.executedRate());
    }
}
