package org.dllm.experiments.eval;

/**
 * How often a layer executed on the tokens of one bucket.
 *
 * @param axis {@code family}, {@code token_class}, {@code position}, {@code chain_step} or {@code
 *     steps}
 * @param ordinal order of the bucket within its axis
 * @param forced whether the method forced the executions, instead of a decision of a router or a
 *     random draw
 */
public record ActivityCount(
        int layer,
        String axis,
        String bucket,
        int ordinal,
        long executed,
        long total,
        boolean forced) {}
