package org.dllm.experiments.data;

/**
 * One data set's part in the training mix.
 *
 * @param share weight in the mix; shares are normalised to sum 1
 * @param maxTokens longer examples are left out, and counted
 */
public record DataShare(DatasetSpec set, String split, double share, int maxTokens) {}
