package org.dllm.platform.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A submission to be stored.
 *
 * @param experiment name of the experiment, which is created if it does not exist
 * @param document the submitted text
 * @param sets the changes that were submitted with it
 * @param sweep the JSON of {@code SpecDocument.sweep}
 * @param baseline the variant that paired tests compare the others with
 */
public record NewSubmission(
        String experiment,
        String document,
        List<String> sets,
        String sweep,
        @Nullable String baseline) {
    public NewSubmission {
        sets = List.copyOf(sets);
    }

    /** A submission without changes and sweep. */
    public NewSubmission(String experiment, String document) {
        this(experiment, document, List.of(), "{}", null);
    }
}
