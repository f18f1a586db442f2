package org.dllm.platform.run;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Filter of a list of runs.
 *
 * @param states allowed states; all if empty
 * @param experiment name of the experiment; all if absent
 * @param prefix the first letters of the id; any if absent
 * @param ids allowed ids; all if empty
 * @param submission id of the submission; all if absent
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

    /** Includes archived runs only if the filter names ids. */
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

    public RunFilter with(Set<RunState> allowed) {
        return new RunFilter(allowed, experiment, prefix, ids, submission, archived);
    }

    public static RunFilter ofSubmission(long submission) {
        return new RunFilter(Set.of(), null, null, Set.of(), submission);
    }
}
