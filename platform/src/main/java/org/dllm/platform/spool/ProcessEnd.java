package org.dllm.platform.spool;

import org.jspecify.annotations.Nullable;

/**
 * The end of a process as the process itself recorded it; a killed process records none.
 *
 * @param reason absent if the run finished
 * @param step optimizer steps done
 * @param checkpoint file of the newest checkpoint that this process wrote or resumed from
 */
public record ProcessEnd(
        Outcome outcome, @Nullable String reason, long step, @Nullable String checkpoint) {

    /** Outcome, which alone decides what the worker does next. */
    public enum Outcome {
        FINISHED,
        /** Stopped on request, with a checkpoint if there was progress to save. */
        STOPPED,
        /** The environment failed; another attempt may succeed. */
        FAILED,
        /** The run itself failed and would fail again: a loss that diverges, an invalid spec. */
        FAILED_FOR_GOOD
    }
}
