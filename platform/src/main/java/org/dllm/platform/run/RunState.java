package org.dllm.platform.run;

import java.util.EnumSet;
import java.util.Set;

/** Where a run is in its life. */
public enum RunState {
    QUEUED,
    /** For another run, whose result it needs. */
    WAITING,
    STARTING,
    RUNNING,
    /** An attempt was lost; the next goes on from the last checkpoint. */
    RETRYING,
    FINISHED,
    FAILED,
    CANCELLED;

    /** The states in which a run has not ended. */
    public static Set<RunState> active() {
        return EnumSet.complementOf(EnumSet.of(FINISHED, FAILED, CANCELLED));
    }

    /** Whether nothing more will happen. */
    public boolean ended() {
        return this == FINISHED || this == FAILED || this == CANCELLED;
    }

    /** Whether somebody may want it to go on: it has ended, and without its result. */
    public boolean resumable() {
        return this == FAILED || this == CANCELLED;
    }
}
