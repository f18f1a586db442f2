package org.dllm.platform.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * A waiting run.
 *
 * @param place the place in the queue, from 1; 0 if the run is not in the queue
 * @param awaited what the run waits for
 */
record WaitingRow(int place, RunRow run, String awaited) {

    /** The run whose result this run needs; null once this run is in the queue. */
    public @Nullable String needs() {
        return place == 0 ? run.waitsFor() : null;
    }
}
