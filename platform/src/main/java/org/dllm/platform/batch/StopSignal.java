package org.dllm.platform.batch;

/**
 * Somebody wants this process to end. Training sees it between optimiser steps and leaves a
 * checkpoint; every other stage is done again anyway, and sees it at its next event.
 */
final class StopSignal {

    /** Unwinds a stage that is done again by the next attempt. */
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
