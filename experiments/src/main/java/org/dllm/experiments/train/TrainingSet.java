package org.dllm.experiments.train;

import java.util.List;
import org.dllm.experiments.data.EncodedExample;

/**
 * Encoded examples of one data source.
 *
 * @param share weight relative to other sources
 * @param examples not copied, because the list may read examples from a file on demand
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
