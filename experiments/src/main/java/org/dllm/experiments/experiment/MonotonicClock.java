package org.dllm.experiments.experiment;

import java.time.Duration;

/**
 * A clock that only moves forward, independent of the wall clock. Only the difference between two
 * readings of one process is meaningful.
 */
@FunctionalInterface
public interface MonotonicClock {

    long nanos();

    default long millis() {
        return nanos() / 1_000_000;
    }

    /** Whether {@code duration} has passed since {@code reading}. */
    default boolean hasElapsed(long reading, Duration duration) {
        return nanos() - reading >= duration.toNanos();
    }
}
