package org.dllm.experiments.experiment;

import org.dllm.experiments.spec.Range;

/**
 * A budget of wall-clock time for training; the steps it gave are recorded, so that a rerun
 * repeats.
 *
 * @param minutes minutes of training
 */
public record BudgetSpec(@Range(above = 0) double minutes) {}
