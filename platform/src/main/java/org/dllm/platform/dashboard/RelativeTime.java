package org.dllm.platform.dashboard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A point in time as pages write it: relative, with the absolute one beside it. */
record RelativeTime(@Nullable Instant at, Instant now) {

    public String relative() {
        return DurationText.between(at, now).ago();
    }

    public String absolute() {
        return at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
