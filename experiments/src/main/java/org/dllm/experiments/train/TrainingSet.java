package org.dllm.experiments.train;

import java.util.List;

/**
 * Encoded examples of one source in the mix.
 *
 * @param share weight against the other sources
 */
public record TrainingSet(double share, List<Tokens> examples) {
    public TrainingSet {
        examples = List.copyOf(examples);
        if (examples.isEmpty() || !(share > 0)) {
            throw new IllegalArgumentException(
                    "a training set needs examples and a share above 0, but had %d and %s"
                            .formatted(examples.size(), share));
        }
    }

    /** Prompt, completion and end token of one example, the first {@code prompt} of them given. */
    @SuppressWarnings("ArrayRecordComponent") // one array per example; never compared
    public record Tokens(int[] ids, int prompt) {}
}
