package org.dllm.platform.worker;

import java.time.Instant;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A run in the work queue.
 *
 * @param version number of the claim; writes for the item require this version and the worker's
 *     name
 * @param attempt 1 for the first
 * @param failures attempts in a row that ended without a new checkpoint
 * @param spoolSeq last line of this attempt's spool that the database has stored
 * @param pid id of the attempt's process; absent until it has started
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
