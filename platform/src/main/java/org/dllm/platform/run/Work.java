package org.dllm.platform.run;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a run has worked, without the pauses between its attempts.
 *
 * @param before the attempts that have ended
 * @param since start of the attempt at work; absent if none is
 */
public record Work(Duration before, @Nullable Instant since) {

    public Duration until(Instant now) {
        return since == null ? before : before.plus(Duration.between(since, now));
    }
}
