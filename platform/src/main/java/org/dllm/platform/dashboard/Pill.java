package org.dllm.platform.dashboard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Verdict;

/** A state as symbol and word, so that it is never shown by colour alone. */
record Pill(String state, String symbol, String word) {

    static Pill of(RunState state) {
        String symbol =
                switch (state) {
                    case QUEUED -> "○";
                    case WAITING -> "◌";
                    case STARTING -> "◔";
                    case RUNNING -> "●";
                    case RETRYING -> "↻";
                    case FINISHED -> "✓";
                    case FAILED -> "✕";
                    case CANCELLED -> "⊘";
                };
        return new Pill(state.name(), symbol, state.name().toLowerCase(Locale.ROOT));
    }

    static List<Pill> all() {
        return Arrays.stream(RunState.values()).map(Pill::of).toList();
    }

    static Pill of(Verdict verdict) {
        return switch (verdict) {
            case EXACT -> new Pill("EXACT", "=", "exact");
            case DIVERGED -> new Pill("DIVERGED", "≠", "diverged");
            case NOT_COMPARABLE -> new Pill("NOT_COMPARABLE", "?", "not comparable");
        };
    }
}
