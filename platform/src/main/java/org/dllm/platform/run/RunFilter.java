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
 * @param archived whether archived runs are shown
 */
public record RunFilter(
        Set<RunState> states,
        @Nullable String experiment,
        @Nullable String prefix,
        Set<RunId> ids,
        @Nullable Long submission,
        Archived archived) {

    public static final RunFilter ALL = new RunFilter(Set.of(), null);

    public RunFilter {
        states = Set.copyOf(states);
        ids = Set.copyOf(ids);
    }

    public RunFilter(Set<RunState> states, @Nullable String experiment) {
        this(states, experiment, null, Set.of(), null);
    }

    /** A run that is named by its id is found though it is archived. */
    public RunFilter(
            Set<RunState> states,
            @Nullable String experiment,
            @Nullable String prefix,
            Set<RunId> ids,
            @Nullable Long submission) {
        this(
                states,
                experiment,
                prefix,
                ids,
                submission,
                prefix == null && ids.isEmpty() ? Archived.EXCLUDE : Archived.INCLUDE);
    }

    public RunFilter with(Archived archived) {
        return new RunFilter(states, experiment, prefix, ids, submission, archived);
    }

    public static RunFilter ofSubmission(long submission) {
        return new RunFilter(Set.of(), null, null, Set.of(), submission);
    }
}
