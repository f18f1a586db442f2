package org.dllm.platform.experiment;

import java.util.List;
import org.dllm.platform.run.RunId;

/**
 * What a submission made.
 *
 * @param runs in the order of the text
 */
public record SubmissionResult(String experiment, List<RunId> runs) {
    public SubmissionResult {
        runs = List.copyOf(runs);
    }
}
