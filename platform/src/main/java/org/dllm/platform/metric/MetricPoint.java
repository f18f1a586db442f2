package org.dllm.platform.metric;

import java.time.Instant;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.run.EventKey;

/**
 * One point of a series.
 *
 * @param seq number of its event, from {@link EventKey}
 * @param value stored bit for bit
 */
public record MetricPoint(String key, long step, double value, Instant at, long seq) {

    public static MetricPoint of(RunEvent.Metric metric, EventKey key) {
        return new MetricPoint(metric.key(), metric.step(), metric.value(), key.at(), key.seq());
    }
}
