package org.dllm.platform.run;

import java.time.Instant;

/**
 * A submission in a list.
 *
 * @param finished number of its {@code runs} that have finished; reruns are not counted
 * @param first the run with the lowest number
 */
public record SubmissionSummary(
        long id, Instant createdAt, long runs, long finished, RunId first) {}
