package org.dllm.platform.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.experiments.experiment.RunGroup;
import org.dllm.experiments.experiment.RunResult;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.TargetRate;
import org.dllm.experiments.spec.PlainText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run in a response of the server, with the fields that the command line shows. */
record RunResponse(
        String id,
        String name,
        String experiment,
        String state,
        @Nullable String reason,
        @Nullable String method,
        @Nullable String methodKey,
        @Nullable Long seed,
        @Nullable String device,
        @Nullable Long step,
        @Nullable Long totalSteps,
        @Nullable String phase,
        @Nullable Double perSecond,
        @Nullable Double etaSeconds,
        @Nullable String createdAt,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable Double workedSeconds,
        @Nullable String workingSince,
        @Nullable Map<String, Double> summary,
        @Nullable Result result,
        @Nullable List<PrimaryMetric> tasks,
        @Nullable List<TaskResult> results,
        @Nullable Long submission,
        @Nullable String dataset,
        @Nullable String variant,
        @Nullable JsonNode gridPoint,
        @Nullable String rerunOf,
        @Nullable String verdict,
        @Nullable String verdictDetail,
        @Nullable String waitsFor,
        @Nullable String archivedAt,
        @Nullable JsonNode spec) {

    private static final String TIME = "time/";
    private static final String SECONDS = "/seconds";

    RunResponse {
        // an answer may lack what its server does not know
        name = name == null ? "" : PlainText.escaped(name);
        experiment = experiment == null ? "" : PlainText.escaped(experiment);
        reason = reason == null ? null : PlainText.escapedLines(reason);
    }

    static RunResponse of(JsonNode json) {
        return JsonMapper.shared().treeToValue(json, RunResponse.class);
    }

    /** The primary metric of its first task; {@code value} is absent until it is measured. */
    record Result(
            String task,
            String metric,
            String label,
            @Nullable Double value,
            @Nullable Double stderr,
            @Nullable Double executedRate) {}

    /**
     * For tables.
     *
     * @throws NullPointerException this is an entry of a list, which has no results
     */
    RunResult measured() {
        var seconds = new HashMap<String, Double>();
        Objects.requireNonNullElse(summary, Map.<String, Double>of())
                .forEach((key, value) -> {
                    if (key.startsWith(TIME) && key.endsWith(SECONDS))
                        seconds.put(
                                key.substring(TIME.length(), key.length() - SECONDS.length()),
                                value);
                });
        var group =
                new RunGroup(
                        Objects.requireNonNull(submission),
                        Objects.requireNonNullElse(dataset, ""),
                        Objects.requireNonNull(variant),
                        String.valueOf(gridPoint));
        return new RunResult(
                name,
                group,
                Objects.requireNonNullElse(methodKey, "?"),
                target(),
                Objects.requireNonNull(tasks),
                Objects.requireNonNull(results),
                seconds);
    }

    /** The rate that the method aims at; null also if the server does not show a readable spec. */
    private @Nullable TargetRate target() {
        return spec == null
                ? null
                : SpecJson.methodOf(spec.toString()).flatMap(MethodSpec::targetRate).orElse(null);
    }

    /** Working time of all attempts, without the pauses between them; absent before the first. */
    @Nullable Double workedSeconds(Instant now) {
        Double before = workedSeconds;
        if (before == null || workingSince == null) {
            return before;
        }
        return before + Duration.between(Instant.parse(workingSince), now).toMillis() / 1000.0;
    }

    /** It has its result and only leaves its files: its step is training's again. */
    boolean concludes() {
        return state.equals("RUNNING") && summary != null && !summary.isEmpty();
    }

    boolean finished() {
        return state.equals("FINISHED");
    }

    boolean ended() {
        return finished() || state.equals("FAILED") || state.equals("CANCELLED");
    }

    /** Symbol and word, as on the dashboard. */
    String pill() {
        String symbol =
                switch (state) {
                    case "STARTING" -> "◔";
                    case "RUNNING" -> "●";
                    case "FINISHED" -> "✓";
                    case "FAILED" -> "✕";
                    case "CANCELLED" -> "⊘";
                    case "RETRYING" -> "↻";
                    default -> "○";
                };
        return symbol + " " + state.toLowerCase(java.util.Locale.ROOT);
    }
}
