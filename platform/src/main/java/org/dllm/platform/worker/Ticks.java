package org.dllm.platform.worker;

import java.time.Duration;

/**
 * Time as the worker measures it: it only goes forward, whatever the wall clock is set to. One
 * reading says nothing; two of the same process tell how long it was.
 */
@FunctionalInterface
interface Ticks {

    long nanos();

    /** Whether {@code duration} has gone since {@code reading}. */
    default boolean passed(long reading, Duration duration) {
        return nanos() - reading >= duration.toNanos();
    }
}
