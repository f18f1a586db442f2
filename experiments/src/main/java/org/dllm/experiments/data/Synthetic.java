package org.dllm.experiments.data;

import java.util.List;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * Generated chain-of-thought tasks with a difficulty knob; train and test disjoint by construction.
 *
 * @param families names of the task families; empty means all
 * @param examples how many to draw for training
 * @param minSteps smallest difficulty
 * @param maxSteps largest difficulty
 */
public record Synthetic(
        @Default("[]") List<String> families,
        @Default("20000") @Range(min = 1) int examples,
        @Default("1") @Range(min = 1) int minSteps,
        @Default("6") @Range(min = 1) int maxSteps)
        implements DatasetSpec {
    public Synthetic {
        families = List.copyOf(families);
    }
}
