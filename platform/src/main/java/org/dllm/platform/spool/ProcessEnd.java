package org.dllm.platform.spool;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended, in its own words; a process that was killed leaves none.
 *
 * @param reason why, unless it finished
 * @param step optimiser steps done
 * @param checkpoint file of the newest checkpoint that this process wrote or resumed from
 */
public record ProcessEnd(
        Outcome outcome, @Nullable String reason, long step, @Nullable String checkpoint) {

    /** What the worker does next depends on this alone. */
    public enum Outcome {
        FINISHED,
        /** Asked to; a checkpoint was written where there was something to keep. */
        STOPPED,
        /** Something around the run failed; another attempt may succeed. */
        FAILED,
        /** The run itself fails, and would again: a loss that diverges, a spec that cannot be. */
        FAILED_FOR_GOOD
    }
}
