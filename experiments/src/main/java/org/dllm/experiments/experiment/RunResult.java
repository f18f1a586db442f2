package org.dllm.experiments.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.experiments.method.TargetRate;
import org.jspecify.annotations.Nullable;

/**
 * A finished run, as tables show it.
 *
 * @param name of the run
 * @param method key of the method, from its {@code MethodText}
 * @param target the rate that the method aims at; null if it has none
 * @param tasks in the order of its spec
 * @param seconds duration of the evaluation, by task
 */
public record RunResult(
        String name,
        RunGroup group,
        String method,
        @Nullable TargetRate target,
        List<PrimaryMetric> tasks,
        List<TaskResult> results,
        Map<String, Double> seconds) {
    public RunResult {
        tasks = List.copyOf(tasks);
        results = List.copyOf(results);
        seconds = Map.copyOf(seconds);
    }

    Optional<TaskResult> result(String task, String metric) {
        return results.stream()
                .filter(result -> result.task().equals(task) && result.metric().equals(metric))
                .findFirst();
    }

    /** NaN if it was not measured. */
    double value(String task, String metric) {
        return result(task, metric).map(TaskResult::value).orElse(Double.NaN);
    }
}
