package org.dllm.platform.run;

import java.time.Instant;

/**
 * A submission in a list.
 *
 * @param finished how many of its {@code runs} have finished; reruns are not counted
 * @param first the run with the lowest number
 */
public record SubmissionSummary(
        long id, Instant createdAt, long runs, long finished, RunId first) {}
