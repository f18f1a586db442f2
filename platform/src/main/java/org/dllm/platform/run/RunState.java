package org.dllm.platform.run;

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

    /** Whether nothing more will happen. */
    public boolean ended() {
        return this == FINISHED || this == FAILED || this == CANCELLED;
    }

    /** Whether somebody may want it to go on: it has ended, and without its result. */
    public boolean resumable() {
        return this == FAILED || this == CANCELLED;
    }
}
