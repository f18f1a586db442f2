package org.dllm.experiments.train;

import java.util.List;
import org.dllm.experiments.data.EncodedExample;

/**
 * Encoded examples of one source in the mix.
 *
 * @param share weight against the other sources
 * @param examples not copied: they may be read from a file one at a time
 */
public record TrainingSet(double share, List<EncodedExample> examples) {
    public TrainingSet {
        if (examples.isEmpty() || !(share > 0)) {
            throw new IllegalArgumentException(
                    "a training set needs examples and a share above 0, but had %d and %s"
                            .formatted(examples.size(), share));
        }
    }
}
