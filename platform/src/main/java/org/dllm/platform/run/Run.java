package org.dllm.platform.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as its row tells it.
 *
 * @param number order of submission, and the key of pages
 * @param submission the submission it belongs to; a rerun belongs to that of its original
 * @param gridPoint values on the axes of the submission's sweep as JSON, the seed left out
 * @param reason why it waits, failed or was cancelled, in one line
 * @param step of {@code totalSteps} in {@code phase}
 * @param perSecond units of that phase per second over the last moments
 * @param attempt tries so far; 0 before the first
 * @param checkpointStep the last step it can be resumed from
 * @param waitsFor the run whose result it needs
 * @param summary the result in a few numbers, named as their metrics are
 * @param headline those of them that lists show
 * @param specSha256 equal specs have equal hashes, whatever the runs are called
 * @param work absent before the first start
 * @param archivedAt absent unless the run is archived
 */
public record Run(
        RunId id,
        long number,
        String experiment,
        long submission,
        String name,
        String variant,
        String gridPoint,
        String method,
        long seed,
        RunState state,
        @Nullable String reason,
        int priority,
        String device,
        @Nullable String phase,
        long step,
        long totalSteps,
        double perSecond,
        int attempt,
        @Nullable Long checkpointStep,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable RunId waitsFor,
        @Nullable RunId rerunOf,
        @Nullable Verdict verdict,
        @Nullable String verdictDetail,
        Map<String, Double> summary,
        PrimaryMetrics headline,
        String specSha256,
        @Nullable Work work,
        @Nullable Instant archivedAt) {

    /** Seconds until this phase ends at the present speed; absent when nothing moves. */
    public @Nullable Long etaSeconds() {
        if (state != RunState.RUNNING || perSecond <= 0) {
            return null;
        }
        return Math.round(Math.max(0, totalSteps - step) / perSecond);
    }
}
