package org.dllm.platform.run;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to find, and in which order.
 *
 * @param text part of the name, of the experiment, of the method, or of the id; all when empty
 * @param states of these; all when empty
 * @param archived whether archived runs are shown
 * @param after the last run that was seen; absent for the first ones
 */
public record RunQuery(
        String text,
        Set<RunState> states,
        RunSort order,
        Archived archived,
        @Nullable RunId after) {
    public RunQuery {
        states = Set.copyOf(states);
    }

    /** Without archived runs. */
    public RunQuery(String text, Set<RunState> states, RunSort order, @Nullable RunId after) {
        this(text, states, order, Archived.EXCLUDE, after);
    }
}
