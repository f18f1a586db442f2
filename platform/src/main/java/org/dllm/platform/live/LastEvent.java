package org.dllm.platform.live;

import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.springframework.stereotype.Component;

/** The last stored event of a run. */
@Component
public class LastEvent {

    private final Metrics metrics;
    private final RunLogs logs;
    private final LayerActivities activities;

    public LastEvent(Metrics metrics, RunLogs logs, LayerActivities activities) {
        this.metrics = metrics;
        this.logs = logs;
        this.activities = activities;
    }

    /** The last event with metrics, log lines or layer activity; 0 if there is none. */
    public long of(RunId run) {
        return Math.max(
                metrics.lastEvent(run), Math.max(logs.lastEvent(run), activities.lastEvent(run)));
    }
}
