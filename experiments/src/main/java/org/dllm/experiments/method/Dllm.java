package org.dllm.experiments.method;

import org.dllm.experiments.routing.RouterSpec;

/**
 * D-LLM (NeurIPS 2024): a router per layer, straight-through Gumbel decisions, eviction of skipped
 * tokens from the key-value cache, a rate loss.
 *
 * @param target share of layer executions per token aimed at, the always-executed layers counted in
 *     (the paper's 1 − Ω)
 * @param alpha weight of the rate loss and its schedule
 * @param keep layers and tokens that always execute
 * @param evict whether a token that skips a layer leaves that layer's key-value cache
 */
public record Dllm(double target, AlphaSpec alpha, KeepSpec keep, boolean evict, RouterSpec router)
        implements MethodSpec {

    /**
     * Weight of the rate loss: {@code schedule} is {@code constant} or {@code sine} (0 to max over
     * the run).
     */
    public record AlphaSpec(double max, String schedule) {}
}
