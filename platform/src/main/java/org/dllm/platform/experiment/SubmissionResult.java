package org.dllm.platform.experiment;

import java.util.List;
import org.dllm.platform.run.RunId;

/**
 * Result of a submission.
 *
 * @param runs runs in the order of the document
 * @param present those of the runs that existed before
 * @param deleted runs of the first request with the same idempotency key that were deleted since
 */
public record SubmissionResult(
        String experiment, List<RunId> runs, List<RunId> present, List<RunId> deleted) {
    public SubmissionResult {
        runs = List.copyOf(runs);
        present = List.copyOf(present);
        deleted = List.copyOf(deleted);
    }

    public SubmissionResult(String experiment, List<RunId> runs) {
        this(experiment, runs, List.of(), List.of());
    }
}
