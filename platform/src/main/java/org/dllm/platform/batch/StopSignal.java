package org.dllm.platform.batch;

/**
 * A request to stop this process. Training checks it between optimizer steps and saves a
 * checkpoint. Other stages check it at each event, since the next attempt repeats them.
 */
final class StopSignal {

    /** Aborts a stage that the next attempt repeats. */
    static final class Stopped extends RuntimeException {
        Stopped() {
            super("asked to stop");
        }
    }

    private volatile boolean requested;

    void request() {
        requested = true;
    }

    boolean requested() {
        return requested;
    }

    void check() {
        if (requested) throw new Stopped();
    }
}
