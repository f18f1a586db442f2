package org.dllm.platform.run;

import java.util.List;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.Catalog;
import org.jspecify.annotations.Nullable;

/**
 * A submission that plans runs.
 *
 * @param sets the changes that were submitted with its document
 * @param baseline the variant that paired tests compare the others with
 */
public record SubmissionPlan(
        long id, String experiment, List<String> sets, @Nullable String baseline) {
    public SubmissionPlan {
        sets = List.copyOf(sets);
    }

    /**
     * The command that submits what is missing. {@code SPEC} stands for the file of a spec that is
     * not in the catalog.
     */
    public String command() {
        return submitCommand() + " --missing";
    }

    /** The command that submits everything again. {@code SPEC} as in {@link #command}. */
    public String submitCommand() {
        String spec = Catalog.names().contains(experiment) ? experiment : "SPEC";
        return sets.stream()
                .map(set -> " --set " + quoted(set))
                .collect(Collectors.joining("", "./dllm submit " + spec, ""));
    }

    private static String quoted(String set) {
        return set.matches("[A-Za-z0-9._=-]+") ? set : "'" + set.replace("'", "'\\''") + "'";
    }
}
