package org.dllm.platform.worker;

import java.time.Duration;
import org.dllm.experiments.experiment.Ticks;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** How long to leave alone what has failed: twice as long with each failure in a row. */
final class Patience {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ExponentialBackOff backOff;
    private final Ticks ticks;
    private @Nullable BackOffExecution failures;
    private Duration pause = Duration.ZERO;
    private long since;

    Patience(Duration shortest, Ticks ticks) {
        backOff = new ExponentialBackOff(Math.max(1, shortest.toMillis()), 2);
        backOff.setMaxInterval(LONGEST.toMillis());
        this.ticks = ticks;
    }

    /** Whether nothing has failed. */
    boolean calm() {
        return failures == null;
    }

    /** Whether nothing has failed, or long enough ago. */
    boolean over() {
        return ticks.passed(since, pause);
    }

    /** Records a failure and returns how long the pause after it is. */
    Duration failed() {
        if (failures == null) failures = backOff.start();
        pause = Duration.ofMillis(failures.nextBackOff());
        since = ticks.nanos();
        return pause;
    }

    void succeeded() {
        failures = null;
        pause = Duration.ZERO;
    }
}
