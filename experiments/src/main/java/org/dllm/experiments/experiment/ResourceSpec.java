package org.dllm.experiments.experiment;

/**
 * What a run needs of a worker.
 *
 * @param device {@code cpu} or {@code cuda:n}
 * @param threads intra-op threads of the tensor engine; part of the result, since it orders
 *     reductions
 */
public record ResourceSpec(String device, int threads) {}
