package org.dllm.experiments.method;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * How a classifier is fitted after training: by AdamW without weight decay, on the cross-entropy.
 *
 * @param heldOut number of training examples that the run does not train on, but fits on; drawn
 *     from the run's seed, from each entry of the mix in proportion to its share
 * @param epochs passes over the samples
 * @param batch samples per step
 * @param lr learning rate
 */
public record FitSpec(
        @Default("64") @Range(min = 1, max = 1 << 16) int heldOut,
        @Default("20") @Range(min = 1, max = 10_000) int epochs,
        @Default("64") @Range(min = 1, max = 1 << 16) int batch,
        @Default("1e-3") @Range(above = 0) double lr) {}
