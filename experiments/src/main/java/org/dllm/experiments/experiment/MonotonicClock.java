package org.dllm.experiments.experiment;

import java.time.Duration;

/**
 * Time as it is measured: it only goes forward, whatever the wall clock is set to. One reading says
 * nothing; two of the same process tell how long it was.
 */
@FunctionalInterface
public interface MonotonicClock {

    long nanos();

    default long millis() {
        return nanos() / 1_000_000;
    }

    /** Whether {@code duration} has gone since {@code reading}. */
    default boolean hasElapsed(long reading, Duration duration) {
        return nanos() - reading >= duration.toNanos();
    }
}
