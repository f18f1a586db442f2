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
 * @param submission of this one; all when absent
 */
public record RunFilter(
        Set<RunState> states,
        @Nullable String experiment,
        @Nullable String prefix,
        Set<RunId> ids,
        @Nullable Long submission) {

    public static final RunFilter ALL = new RunFilter(Set.of(), null);

    public RunFilter {
        states = Set.copyOf(states);
        ids = Set.copyOf(ids);
    }

    public RunFilter(Set<RunState> states, @Nullable String experiment) {
        this(states, experiment, null, Set.of(), null);
    }

    public static RunFilter ofSubmission(long submission) {
        return new RunFilter(Set.of(), null, null, Set.of(), submission);
    }
}
