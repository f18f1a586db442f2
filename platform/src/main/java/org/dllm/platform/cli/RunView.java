package org.dllm.platform.cli;

import java.util.Map;
import java.util.Objects;
import org.dllm.experiments.experiment.RunResult;
import org.dllm.experiments.spec.PlainText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run as the server tells it; what this command line does not show is left out. */
record RunView(
        String id,
        String name,
        String experiment,
        String state,
        @Nullable String reason,
        @Nullable String method,
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
        @Nullable Map<String, Double> summary,
        @Nullable String rerunOf,
        @Nullable String verdict,
        @Nullable String verdictDetail,
        @Nullable String waitsFor) {

    RunView {
        // an answer may lack what its server does not know
        name = name == null ? "" : PlainText.escaped(name);
        experiment = experiment == null ? "" : PlainText.escaped(experiment);
        reason = reason == null ? null : PlainText.escapedLines(reason);
    }

    static RunView of(JsonNode json) {
        return JsonMapper.shared().treeToValue(json, RunView.class);
    }

    RunResult result() {
        return new RunResult(
                name,
                Objects.requireNonNullElse(method, "?"),
                Objects.requireNonNullElse(summary, Map.of()));
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
