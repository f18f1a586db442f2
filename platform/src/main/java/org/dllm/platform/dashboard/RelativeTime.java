package org.dllm.platform.dashboard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Formats a point in time for pages: relative, and absolute on hover. */
record RelativeTime(@Nullable Instant at, Instant now) {

    public String relative() {
        return DurationText.between(at, now).ago();
    }

    public String absolute() {
        return at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
