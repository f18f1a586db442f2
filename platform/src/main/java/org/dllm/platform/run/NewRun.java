package org.dllm.platform.run;

import java.util.List;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/**
 * A run to be submitted.
 *
 * @param submission the submission it belongs to; a rerun belongs to the submission of its original
 * @param dataset from {@code PlannedRun}, as are {@code variant} and {@code gridPoint}
 * @param priority runs with a larger priority start first
 * @param spec canonical JSON
 * @param waitsFor the run whose result it needs; absent if the run may start at once
 */
public record NewRun(
        long submission,
        String name,
        String dataset,
        String variant,
        String gridPoint,
        RunMethod method,
        long seed,
        int priority,
        String device,
        long totalSteps,
        List<PrimaryMetric> tasks,
        String spec,
        String specSha256,
        @Nullable RunId waitsFor,
        @Nullable RunId rerunOf) {
    public NewRun {
        tasks = List.copyOf(tasks);
    }
}
