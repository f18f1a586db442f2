package org.dllm.platform.worker;

import java.time.Duration;
import org.dllm.experiments.experiment.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** Pauses after failures: each failure in a row doubles the pause. */
final class Patience {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ExponentialBackOff backOff;
    private final MonotonicClock clock;
    private @Nullable BackOffExecution failures;
    private Duration pause = Duration.ZERO;
    private long since;

    Patience(Duration shortest, MonotonicClock clock) {
        backOff = new ExponentialBackOff(Math.max(1, shortest.toMillis()), 2);
        backOff.setMaxInterval(LONGEST.toMillis());
        this.clock = clock;
    }

    /** Whether there is no failure since the last success. */
    boolean calm() {
        return failures == null;
    }

    /** Whether there is no failure, or the pause after the last one has passed. */
    boolean over() {
        return clock.hasElapsed(since, pause);
    }

    /** Records a failure and returns the pause after it. */
    Duration failed() {
        if (failures == null) failures = backOff.start();
        pause = Duration.ofMillis(failures.nextBackOff());
        since = clock.nanos();
        return pause;
    }

    void succeeded() {
        failures = null;
        pause = Duration.ZERO;
    }
}
