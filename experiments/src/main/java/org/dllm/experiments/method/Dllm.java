package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Estimator;
import org.dllm.experiments.routing.Gumbel;
import org.dllm.experiments.routing.Identity;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Penalty;
import org.dllm.experiments.routing.RateBudget;
import org.dllm.experiments.routing.RateLoss;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.routing.SkipPathSpec;
import org.dllm.experiments.routing.Threshold;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.FormerName;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * D-LLM (NeurIPS 2024): one router per layer, straight-through Gumbel decisions, eviction of
 * skipped tokens from the KV cache, a rate loss. The other settings are those of later work on
 * token-wise routers; defaults are D-LLM.
 *
 * @param target executed rate that the loss aims at, including layers that always execute and
 *     excluding tokens that always execute (the paper's 1 − Ω)
 * @param alpha weight of the rate loss and its schedule
 * @param keep layers and tokens that always execute
 * @param kv the KV entry of a token that skips a layer's attention: none, computed, or a copy of
 *     its entry in the layer before
 * @param router network and input of the routers
 * @param site what a router decides about: the whole layer, its attention, its feed-forward block,
 *     or both with a router each (SkipGPT, 2025)
 * @param estimator how routers learn from decisions
 * @param budget which rate the loss compares with the target
 * @param penalty penalties of the routers' logits
 * @param threshold least probability of executing with which a token executes a site at inference;
 *     absent for that of the estimator. Training with {@code Gumbel} does not read it
 * @param thresholds further thresholds, at which the trained weights are evaluated again
 * @param skipPath what a token that skips a site gets instead; absent if it stays as it is
 */
public record Dllm(
        @Range(above = 0, max = 1) double target,
        @Default("{}") AlphaSpec alpha,
        @Default("{}") KeepSpec keep,
        @Default("evict")
                @AllowedValues({"evict", "compute", "copy"})
                @FormerName(value = "evict", values = "{true: evict, false: compute}")
                String kv,
        @Default("TokenMlp") RouterSpec router,
        @Default("layer") @AllowedValues({"layer", "attention", "feedForward", "both"}) String site,
        @Default("Gumbel") Estimator estimator,
        @Default("{}") RateBudget budget,
        @Default("{}") Penalty penalty,
        @Nullable @Range(above = 0, below = 1) Double threshold,
        // a spec without them keeps its canonical text
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Default("[]") @Range(above = 0, below = 1)
                List<Double> thresholds,
        @Nullable SkipPathSpec skipPath)
        implements MethodSpec, Routed {

    public Dllm {
        requireSkippedAttention(kv, site);
        requireSitesOfDifferentCost(site, budget);
        double own = threshold == null ? estimator.threshold() : threshold;
        threshold = own == estimator.threshold() ? null : threshold;
        thresholds = thresholds.stream().filter(other -> other != own).sorted().distinct().toList();
        skipPath = skipPath instanceof Identity ? null : skipPath;
        if (skipPath != null) {
            requirePathOfEachLayer(router, skipPath);
        }
    }

    /** D-LLM with the other settings as in the paper. */
    public Dllm(double target, AlphaSpec alpha, KeepSpec keep, boolean evict, RouterSpec router) {
        this(
                target,
                alpha,
                keep,
                evict ? "evict" : "compute",
                router,
                "layer",
                Gumbel.PLAIN,
                RateBudget.PLAIN,
                Penalty.NONE,
                null,
                List.of(),
                null);
    }

    @Rule({"router", "skipPath"})
    static void requirePathOfEachLayer(RouterSpec router, SkipPathSpec skipPath) {
        if (router.shared() && skipPath.rank() > 0) {
            throw new IllegalArgumentException(
                    "method.router.shared false, because with method.skipPath each layer has a path"
                            + " of its own");
        }
    }

    @Rule({"kv", "site"})
    static void requireSkippedAttention(String kv, String site) {
        if (site.equals("feedForward") && KvPolicy.of(kv) != KvPolicy.EVICT) {
            throw new IllegalArgumentException(
                    "no method.kv, because with method.site feedForward no token skips attention"
                            + " and all KV entries exist");
        }
    }

    @Rule({"site", "budget"})
    static void requireSitesOfDifferentCost(String site, RateBudget budget) {
        if (site.equals("layer") && budget.countsFlops()) {
            throw new IllegalArgumentException(
                    "method.budget.weights layers, because with method.site layer all decisions"
                            + " cost the same");
        }
    }

    @Override
    public SiteMode mode(int index, int layers) {
        SiteMode layer = keep.mode(Site.attention(Site.layer(index)), SiteMode.ASK);
        boolean attention = Site.isAttention(index);
        if (layer != SiteMode.ASK) {
            return attention ? layer : SiteMode.FOLLOW;
        }
        return switch (site) {
            case "layer" -> attention ? SiteMode.ASK : SiteMode.FOLLOW;
            case "attention" -> attention ? SiteMode.ASK : SiteMode.EXECUTE;
            case "feedForward" -> attention ? SiteMode.EXECUTE : SiteMode.ASK;
            default -> SiteMode.ASK;
        };
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        double share = budget.countsFlops() ? model.attentionShare() : 0.5;
        requireReachable(model.layers(), target, keep, forced(site, share));
        var rate = new RateLoss(target, alpha.weighting(target), budget, share, penalty);
        double least = threshold == null ? estimator.threshold() : threshold;
        return Optional.of(new Threshold(router, model.width(), least, estimator, rate, skipPath));
    }

    /** With {@code budget.weights: flops}, the reached rate also counts forced tokens. */
    @Override
    public Optional<TargetRate> targetRate() {
        return Optional.of(
                budget.countsFlops()
                        ? TargetRate.ofFlops(target)
                        : TargetRate.ofUnforcedTokens(target));
    }

    @Override
    public KvPolicy kvPolicy() {
        return KvPolicy.of(kv);
    }

    @Override
    public Dllm atThreshold(double other) {
        return new Dllm(
                target, alpha, keep, kv, router, site, estimator, budget, penalty, other, List.of(),
                skipPath);
    }

    @Override
    public void requireReachable(int layers) {
        requireReachable(layers, target, keep, site, budget);
    }

    /** The share of a routed layer that always executes. */
    private static double forced(String site, double attentionShare) {
        return switch (site) {
            case "attention" -> 1 - attentionShare;
            case "feedForward" -> attentionShare;
            default -> 0;
        };
    }

    @Rule(
            value = {"target", "keep", "site", "budget"},
            outside = LAYERS)
    static void requireReachable(
            int layers, double target, KeepSpec keep, String site, RateBudget budget) {
        // the model's shape decides how much sites of different cost count
        double forced = budget.countsFlops() ? 0 : forced(site, 0.5);
        requireReachable(layers, target, keep, forced);
    }

    private static void requireReachable(int layers, double target, KeepSpec keep, double forced) {
        keep.requireWithin("method.target", target, layers);
        double all = keep.count(layers);
        double least = (all + forced * (layers - all)) / layers;
        if (target < least - 1e-9) {
            throw SpecException.of(
                    "method.target",
                    "at least %.4g, because routers decide about one site of a layer and the other one always executes"
                            .formatted(least),
                    Double.toString(target));
        }
    }

    @Override
    public Dllm withKeep(KeepSpec kept) {
        return new Dllm(
                target,
                alpha,
                kept,
                kv,
                router,
                site,
                estimator,
                budget,
                penalty,
                threshold,
                thresholds,
                skipPath);
    }

    @Override
    public MethodText text() {
        var text =
                new MethodText(
                        "dllm",
                        skipPath == null ? "D-LLM" : "D-LLM, " + skipPath.label(),
                        "A router in each layer decides for each token whether the token executes "
                                + decidesAbout()
                                + (skipPath == null ? "" : " Skipped tokens get an added term."));
        return text.withKv(kvPolicy(), "dllm-keep-kv");
    }

    private String decidesAbout() {
        return switch (site) {
            case "layer" -> "the layer.";
            case "attention" -> "the layer's attention.";
            case "feedForward" -> "the layer's feed-forward block.";
            default ->
                    "the layer's attention, and another one decides about its feed-forward block.";
        };
    }
}
