package org.dllm.platform.dashboard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Formats a point in time for pages: relative, and exact on hover. */
record RelativeTime(@Nullable Instant at, Instant now) {

    public String relative() {
        return DurationText.between(at, now).ago();
    }

    /** In UTC. The script of the page adds the local time, which the server does not know. */
    public String exact() {
        return at == null ? "" : at.toString();
    }
}
