package org.dllm.platform.run;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A search for runs.
 *
 * @param text part of the name, experiment, method or id; all runs if empty
 * @param states allowed states; all if empty
 * @param archived whether archived runs are shown
 * @param after last run of the previous page; absent for the first page
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
