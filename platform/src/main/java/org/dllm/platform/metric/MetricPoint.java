package org.dllm.platform.metric;

import java.time.Instant;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.run.Told;

/**
 * One point of a series.
 *
 * @param seq its place, as {@link Told} counts
 * @param value every bit of it is kept
 */
public record MetricPoint(String key, long step, double value, Instant at, long seq) {

    public static MetricPoint of(RunEvent.Metric metric, Told told) {
        return new MetricPoint(metric.key(), metric.step(), metric.value(), told.at(), told.seq());
    }
}
