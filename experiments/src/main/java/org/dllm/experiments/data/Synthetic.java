package org.dllm.experiments.data;

import java.util.List;

/**
 * Generated chain-of-thought tasks with a difficulty knob; train and test disjoint by construction.
 *
 * @param families names of the task families; empty means all
 * @param examples how many to draw for training
 * @param minSteps smallest difficulty
 * @param maxSteps largest difficulty
 */
public record Synthetic(List<String> families, int examples, int minSteps, int maxSteps)
        implements DatasetSpec {
    public Synthetic {
        families = List.copyOf(families);
    }
}
