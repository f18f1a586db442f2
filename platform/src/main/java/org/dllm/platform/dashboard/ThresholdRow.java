package org.dllm.platform.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.ThresholdTask;

/**
 * Quality and cost of a run's trained weights on one task at one threshold of its routers.
 *
 * @param threshold empty for the method's own threshold
 * @param quality the task's primary metric, called {@code label}
 */
record ThresholdRow(
        String task,
        String threshold,
        String label,
        Quantity quality,
        Quantity error,
        Quantity executed,
        Quantity flops) {

    /** The rows of all tasks that were evaluated at further thresholds, ascending; maybe none. */
    static List<ThresholdRow> of(FinalMetrics run) {
        return run.measured().stream().flatMap(task -> of(task, run)).toList();
    }

    private static Stream<ThresholdRow> of(PrimaryMetric task, FinalMetrics run) {
        List<ThresholdRow> others =
                run.endings(task.task() + "@").stream()
                        .map(ending -> (task.task() + "@" + ending).replaceFirst("/.*", ""))
                        .distinct()
                        .flatMap(name ->
                                ThresholdTask.of(name).stream()
                                        .map(at ->
                                                row(
                                                        task,
                                                        name,
                                                        Double.toString(at.threshold()),
                                                        run)))
                        .sorted(Comparator.comparing(row -> Double.valueOf(row.threshold)))
                        .toList();
        return others.isEmpty()
                ? Stream.empty()
                : Stream.concat(Stream.of(row(task, task.task(), "", run)), others.stream());
    }

    private static ThresholdRow row(
            PrimaryMetric task, String name, String threshold, FinalMetrics run) {
        String quality = name + "/" + task.metric();
        return new ThresholdRow(
                task.task(),
                threshold,
                task.label(),
                run.of(quality),
                run.error(quality),
                run.of(name + "/executed_rate"),
                run.of(name + "/flops_ratio/all"));
    }
}
