package org.dllm.platform.run;

import java.util.EnumSet;
import java.util.Set;

/** State of a run. */
public enum RunState {
    QUEUED,
    /** Waits for the result of another run. */
    WAITING,
    STARTING,
    RUNNING,
    /** An attempt was lost. The next one continues from the newest checkpoint. */
    RETRYING,
    FINISHED,
    FAILED,
    CANCELLED;

    /** The states in which a run has not ended. */
    public static Set<RunState> active() {
        return EnumSet.complementOf(EnumSet.of(FINISHED, FAILED, CANCELLED));
    }

    /** Whether this state is final. */
    public boolean ended() {
        return this == FINISHED || this == FAILED || this == CANCELLED;
    }

    /** Whether the run ended without a result, so that it can be resumed. */
    public boolean resumable() {
        return this == FAILED || this == CANCELLED;
    }
}
