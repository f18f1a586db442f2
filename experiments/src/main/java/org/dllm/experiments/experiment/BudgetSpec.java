package org.dllm.experiments.experiment;

import org.dllm.experiments.spec.Range;

/**
 * A wall-clock budget for training. The number of steps it allowed is recorded, so that a rerun
 * trains the same number.
 *
 * @param minutes minutes of training
 */
public record BudgetSpec(@Range(above = 0) double minutes) {}
