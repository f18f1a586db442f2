package org.dllm.platform.worker;

import java.time.Instant;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A run in the hands of a worker.
 *
 * @param version of the claim; with the worker's name the fence of everything written for it
 * @param attempt 1 for the first
 * @param failures attempts in a row that were lost without a new checkpoint
 * @param spoolSeq the last line of this attempt's spool that is in the database
 * @param pid of the attempt's process, once it is started
 */
record WorkItem(
        long id,
        RunId run,
        String worker,
        long version,
        int attempt,
        int failures,
        boolean cancelRequested,
        long spoolSeq,
        @Nullable Long pid,
        @Nullable Instant pidStartedAt) {}
