package org.dllm.platform.bulk;

import org.jspecify.annotations.Nullable;

/**
 * What an action did to one run.
 *
 * @param run the id as it was requested
 * @param detail the reason if the action was refused or failed, or a note; absent otherwise
 * @param bytesFreed size of the files that were deleted
 */
public record Outcome(String run, Status status, @Nullable String detail, long bytesFreed) {

    /** Whether the action was carried out. */
    public enum Status {
        DONE,
        /** The state of the run does not allow the action, or other runs need it. */
        REFUSED,
        NOT_FOUND,
        /** The server could not complete the action; it can be repeated. */
        FAILED
    }

    static Outcome done(String run) {
        return new Outcome(run, Status.DONE, null, 0);
    }

    static Outcome not(Status status, String run, @Nullable String reason) {
        return new Outcome(run, status, reason, 0);
    }
}
