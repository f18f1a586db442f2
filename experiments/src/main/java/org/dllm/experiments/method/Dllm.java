package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.RateLoss;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.routing.Threshold;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;

/**
 * D-LLM (NeurIPS 2024): one router per layer, straight-through Gumbel decisions, eviction of
 * skipped tokens from the KV cache, a rate loss.
 *
 * @param target executed rate that the loss aims at, including layers that always execute and
 *     excluding tokens that always execute (the paper's 1 − Ω)
 * @param alpha weight of the rate loss and its schedule
 * @param keep layers and tokens that always execute
 * @param evict whether a token that skips a layer is evicted from that layer's KV cache
 */
public record Dllm(
        @Range(above = 0, max = 1) double target,
        @Default("{}") AlphaSpec alpha,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict,
        @Default("TokenMlp") RouterSpec router)
        implements MethodSpec {

    @Override
    public SiteMode mode(int site, int layers) {
        return keep.mode(site, SiteMode.ASK);
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(new Threshold(router, model.width(), new RateLoss(target, alpha::at)));
    }

    @Override
    public void requireReachable(int layers) {
        requireReachable(layers, target, keep);
    }

    @Rule(
            value = {"target", "keep"},
            outside = LAYERS)
    static void requireReachable(int layers, double target, KeepSpec keep) {
        keep.requireWithin("method.target", target, layers);
    }

    @Override
    public Dllm withKeep(KeepSpec kept) {
        return new Dllm(target, alpha, kept, evict, router);
    }

    @Override
    public MethodText text() {
        var text =
                new MethodText(
                        "dllm",
                        "D-LLM",
                        "A router in each layer decides for each token whether the token executes"
                                + " the layer.");
        return evict ? text : text.withoutEviction("dllm-keep-kv");
    }
}
