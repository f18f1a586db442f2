package org.dllm.experiments.eval;

/**
 * How often a layer ran on the tokens of one bucket.
 *
 * @param axis {@code family}, {@code token_class}, {@code position}, {@code chain_step} or {@code
 *     steps}
 * @param ordinal order of the bucket within its axis
 * @param forced whether the decisions were prescribed by the method instead of chosen by a router
 *     or a coin
 */
public record ActivityCount(
        int layer,
        String axis,
        String bucket,
        int ordinal,
        long executed,
        long total,
        boolean forced) {}
