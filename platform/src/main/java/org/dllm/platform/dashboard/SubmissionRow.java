package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.SubmissionSummary;

/** A submission of an experiment, with the settings of its first run. */
record SubmissionRow(SubmissionSummary submission, Settings settings, Instant now) {

    static List<SubmissionRow> of(
            List<SubmissionSummary> submissions, Map<RunId, String> specs, Instant now) {
        return submissions.stream()
                .map(one ->
                        new SubmissionRow(
                                one, Settings.of(specs.getOrDefault(one.first(), "{}")), now))
                .toList();
    }

    public long id() {
        return submission.id();
    }

    public RelativeTime created() {
        return new RelativeTime(submission.createdAt(), now);
    }

    /** {@code 3 of 5 finished}. */
    public String progress() {
        return "%d of %d finished".formatted(submission.finished(), submission.runs());
    }
}
