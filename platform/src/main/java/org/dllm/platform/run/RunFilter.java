package org.dllm.platform.run;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list shows.
 *
 * @param states of these; all when empty
 * @param experiment of this one; all when absent
 */
public record RunFilter(Set<RunState> states, @Nullable String experiment) {

    public static final RunFilter ALL = new RunFilter(Set.of(), null);

    public RunFilter {
        states = Set.copyOf(states);
    }
}
