package org.dllm.platform.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * A run that waits.
 *
 * @param place in the queue, from 1; 0 when it is not in it
 */
record WaitingRow(int place, RunRow run, String why) {

    /** The run whose result it needs; nothing once it has that and stands in the queue. */
    public @Nullable String needs() {
        return place == 0 ? run.waitsFor() : null;
    }
}
