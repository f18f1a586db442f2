package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * D-LLM (NeurIPS 2024): a router per layer, straight-through Gumbel decisions, eviction of skipped
 * tokens from the key-value cache, a rate loss.
 *
 * @param target share of layer executions per token aimed at, the always-executed layers counted in
 *     and the always-executed tokens left out (the paper's 1 − Ω)
 * @param alpha weight of the rate loss and its schedule
 * @param keep layers and tokens that always execute
 * @param evict whether a token that skips a layer leaves that layer's key-value cache
 */
public record Dllm(
        @Range(above = 0, max = 1) double target,
        @Default("{}") AlphaSpec alpha,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict,
        @Default("TokenMlp") RouterSpec router)
        implements MethodSpec {

    @Override
    public Chooser chooser() {
        return Chooser.ROUTER;
    }

    @Override
    public Optional<RouterSpec> routerSpec() {
        return Optional.of(router);
    }

    @Override
    public Optional<RateLoss> rateLoss() {
        return Optional.of(new RateLoss(target, alpha));
    }

    @Override
    public void requireReachable(int layers) {
        KeepSpec.requireWithin("method.target", target, keep.layers(), layers);
    }
}
