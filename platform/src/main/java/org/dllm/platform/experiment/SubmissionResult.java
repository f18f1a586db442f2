package org.dllm.platform.experiment;

import java.util.List;
import org.dllm.platform.run.RunId;

/**
 * Result of a submission.
 *
 * @param runs runs in the order of the document
 */
public record SubmissionResult(String experiment, List<RunId> runs) {
    public SubmissionResult {
        runs = List.copyOf(runs);
    }
}
