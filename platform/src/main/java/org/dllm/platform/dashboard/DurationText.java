package org.dllm.platform.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats a duration for pages: {@code 1 h 12 min}, {@code 1 min 16 s}. */
record DurationText(@Nullable Duration length) {

    static DurationText ofSeconds(@Nullable Double seconds) {
        if (seconds == null || !Double.isFinite(seconds)) {
            return new DurationText(null);
        }
        return new DurationText(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    static DurationText between(@Nullable Instant start, Instant end) {
        return new DurationText(start == null ? null : Duration.between(start, end));
    }

    public String text() {
        if (length == null) {
            return "–";
        }
        long millis = Math.max(0, length.toMillis());
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = Math.round(millis / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** The time since, relative to now. */
    public String ago() {
        if (length == null) {
            return "–";
        }
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < 5) {
            return "just now";
        }
        if (seconds < 60) {
            return seconds + " s ago";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min ago";
        }
        return seconds < 86_400 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago";
    }
}
