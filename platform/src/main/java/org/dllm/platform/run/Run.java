package org.dllm.platform.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as stored in its row.
 *
 * @param number order of submission; lists are paged by it
 * @param submission the submission it belongs to; a rerun belongs to the submission of its original
 * @param dataset the name of the document's data set; empty if the document has none
 * @param gridPoint values on the axes of the submission's sweep as JSON, without the seed
 * @param reason why it waits, failed or was cancelled, in one line
 * @param step steps done of {@code totalSteps} in {@code phase}
 * @param perSecond recent speed, in units of the phase per second
 * @param attempt number of the latest attempt; 0 before the first
 * @param checkpointStep step of the newest checkpoint
 * @param waitsFor the run whose result it needs
 * @param summary the most important results by metric name
 * @param headline the results that lists show
 * @param specSha256 hash of the spec without the run's name
 * @param work absent before the first start
 * @param archivedAt absent unless the run is archived
 */
public record Run(
        RunId id,
        long number,
        String experiment,
        long submission,
        String name,
        String dataset,
        String variant,
        String gridPoint,
        RunMethod method,
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

    /** Seconds until this phase ends at the present speed; absent if the run makes no progress. */
    public @Nullable Long etaSeconds() {
        if (state != RunState.RUNNING || perSecond <= 0) {
            return null;
        }
        return Math.round(Math.max(0, totalSteps - step) / perSecond);
    }
}
