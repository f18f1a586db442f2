package org.dllm.platform.run;

import org.dllm.experiments.experiment.RunGroup;
import org.jspecify.annotations.Nullable;

/**
 * A planned run of a submission, and the run that stands for it.
 *
 * @param dataset as in {@code PlannedRun}, as are {@code variant} and {@code gridPoint}
 * @param execution absent if the run was deleted
 */
public record PlannedCell(
        String dataset,
        String variant,
        String gridPoint,
        long seed,
        @Nullable Execution execution) {

    /** The name of its system: the variant with its values on the axes of the sweep. */
    public String system() {
        return new RunGroup(0, dataset, variant, gridPoint).system();
    }

    /**
     * The run that stands for a planned run.
     *
     * @param reason why it waits, failed or was cancelled
     * @param method key of its method
     */
    public record Execution(RunId run, RunState state, @Nullable String reason, String method) {}
}
