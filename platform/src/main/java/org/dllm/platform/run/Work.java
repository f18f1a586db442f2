package org.dllm.platform.run;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Working time of a run, without the pauses between its attempts.
 *
 * @param before working time of the attempts that have ended
 * @param since start of the active attempt; absent if none is active
 */
public record Work(Duration before, @Nullable Instant since) {

    public Duration until(Instant now) {
        return since == null ? before : before.plus(Duration.between(since, now));
    }
}
