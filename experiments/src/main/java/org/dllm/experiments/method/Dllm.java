package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Identity;
import org.dllm.experiments.routing.RateLoss;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.routing.SkipPathSpec;
import org.dllm.experiments.routing.Threshold;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * D-LLM (NeurIPS 2024): one router per layer, straight-through Gumbel decisions, eviction of
 * skipped tokens from the KV cache, a rate loss.
 *
 * @param target executed rate that the loss aims at, including layers that always execute and
 *     excluding tokens that always execute (the paper's 1 − Ω)
 * @param alpha weight of the rate loss and its schedule
 * @param keep layers and tokens that always execute
 * @param evict whether a token that skips a layer is evicted from that layer's KV cache
 * @param threshold least probability of executing with which a token executes a layer at inference;
 *     absent for ½. Training does not read it
 * @param thresholds further thresholds, at which the trained weights are evaluated again
 * @param skipPath what a token that skips a layer gets instead; absent if it stays as it is
 */
public record Dllm(
        @Range(above = 0, max = 1) double target,
        @Default("{}") AlphaSpec alpha,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict,
        @Default("TokenMlp") RouterSpec router,
        @Nullable @Range(above = 0, below = 1) Double threshold,
        // a spec without them keeps its canonical text
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Default("[]") @Range(above = 0, below = 1)
                List<Double> thresholds,
        @Nullable SkipPathSpec skipPath)
        implements MethodSpec {

    private static final double ARGMAX = 0.5;

    public Dllm {
        double own = threshold == null ? ARGMAX : threshold;
        threshold = own == ARGMAX ? null : threshold;
        skipPath = skipPath instanceof Identity ? null : skipPath;
        thresholds = thresholds.stream().filter(other -> other != own).sorted().distinct().toList();
    }

    /** The method of the paper. */
    public Dllm(double target, AlphaSpec alpha, KeepSpec keep, boolean evict, RouterSpec router) {
        this(target, alpha, keep, evict, router, null, List.of(), null);
    }

    @Override
    public SiteMode mode(int site, int layers) {
        return keep.mode(site, SiteMode.ASK);
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(
                new Threshold(
                        router,
                        model.width(),
                        threshold == null ? ARGMAX : threshold,
                        new RateLoss(target, alpha::at),
                        skipPath));
    }

    @Override
    public Dllm atThreshold(double other) {
        return new Dllm(target, alpha, keep, evict, router, other, List.of(), skipPath);
    }

    @Override
    public void requireReachable(int layers) {
        requireReachable(layers, target, keep.layers());
    }

    @Rule(
            value = {"target", "keep.layers"},
            outside = LAYERS)
    static void requireReachable(int layers, double target, int kept) {
        KeepSpec.requireWithin("method.target", target, kept, layers);
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
