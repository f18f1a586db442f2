package org.dllm.platform.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run in a response of the REST interface.
 *
 * @param method its label
 * @param dataset the name of the document's data set; empty if the document has none
 * @param workedSeconds working time of the attempts that have ended
 * @param workingSince start of the active attempt; absent if none is active
 * @param archivedAt absent unless the run is archived
 */
public record RunView(
        String id,
        String name,
        String experiment,
        long submission,
        String dataset,
        String variant,
        JsonNode gridPoint,
        RunState state,
        @Nullable String reason,
        String method,
        String methodKey,
        long seed,
        int priority,
        String device,
        int attempt,
        @Nullable String phase,
        long step,
        long totalSteps,
        double perSecond,
        @Nullable Long etaSeconds,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Double workedSeconds,
        @Nullable Instant workingSince,
        Map<String, Double> summary,
        @Nullable ResultView result,
        @Nullable String rerunOf,
        @Nullable Verdict verdict,
        @Nullable String verdictDetail,
        @Nullable String waitsFor,
        @Nullable Instant archivedAt) {

    public static RunView of(Run run) {
        return new RunView(
                run.id().value(),
                run.name(),
                run.experiment(),
                run.submission(),
                run.dataset(),
                run.variant(),
                JsonMapper.shared().readTree(run.gridPoint()),
                run.state(),
                run.reason(),
                run.method().label(),
                run.method().key(),
                run.seed(),
                run.priority(),
                run.device(),
                run.attempt(),
                run.phase(),
                run.step(),
                run.totalSteps(),
                run.perSecond(),
                run.etaSeconds(),
                run.createdAt(),
                run.startedAt(),
                run.finishedAt(),
                run.work() == null ? null : run.work().before().toMillis() / 1000.0,
                run.work() == null ? null : run.work().since(),
                run.summary(),
                ResultView.of(run.headline()),
                run.rerunOf() == null ? null : run.rerunOf().value(),
                run.verdict(),
                run.verdictDetail(),
                run.waitsFor() == null ? null : run.waitsFor().value(),
                run.archivedAt());
    }
}
