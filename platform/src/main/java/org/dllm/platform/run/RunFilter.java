package org.dllm.platform.run;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list shows.
 *
 * @param states of these; all when empty
 * @param experiment of this one; all when absent
 * @param prefix the first letters of the id; any when absent
 * @param ids these; all when empty
 */
public record RunFilter(
        Set<RunState> states,
        @Nullable String experiment,
        @Nullable String prefix,
        Set<RunId> ids) {

    public static final RunFilter ALL = new RunFilter(Set.of(), null);

    public RunFilter {
        states = Set.copyOf(states);
        ids = Set.copyOf(ids);
    }

    public RunFilter(Set<RunState> states, @Nullable String experiment) {
        this(states, experiment, null, Set.of());
    }
}
