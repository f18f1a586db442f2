package org.dllm.platform.worker;

import java.time.Duration;
import org.dllm.experiments.experiment.Ticks;

/** How long to leave alone what has failed: twice as long with each failure in a row. */
final class Patience {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Duration shortest;
    private final Ticks ticks;
    private Duration pause = Duration.ZERO;
    private long since;

    Patience(Duration shortest, Ticks ticks) {
        this.shortest = shortest;
        this.ticks = ticks;
    }

    /** Whether nothing has failed. */
    boolean calm() {
        return pause.isZero();
    }

    /** Whether nothing has failed, or long enough ago. */
    boolean over() {
        return ticks.passed(since, pause);
    }

    /** What it took to fail once more is followed by this long a pause. */
    Duration failed() {
        Duration longer = pause.isZero() ? shortest : pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
        since = ticks.nanos();
        return pause;
    }

    void succeeded() {
        pause = Duration.ZERO;
    }
}
