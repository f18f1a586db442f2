package org.dllm.experiments.experiment;

/**
 * A budget of wall-clock time for training; the steps it gave are recorded, so that a rerun
 * repeats.
 *
 * @param minutes minutes of training
 */
public record BudgetSpec(double minutes) {}
