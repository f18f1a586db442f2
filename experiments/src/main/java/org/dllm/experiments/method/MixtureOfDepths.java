package org.dllm.experiments.method;

import java.util.List;
import java.util.Optional;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.routing.TopTokens;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Mixture-of-Depths (Raposo et al., 2024): in routed layers, training executes the tokens of a
 * sequence with the highest scores, which attend only to each other. Inference cannot see later
 * tokens, so a predictor decides in prefill and decode. The paper's best models route every second
 * layer at a capacity of 12.5 % and are trained from scratch; D-LLM's table applies that to a
 * trained model.
 *
 * @param variant {@code paper}: outputs are multiplied by the score. {@code retrofit}: by its
 *     sigmoid, which starts near 1, and the capacity falls from 1 to its final value in the first
 *     half of the training, so that a trained model starts as it is
 * @param capacity share of a sequence's tokens that execute a routed layer in training, rounded up
 *     to whole tokens
 * @param layers the routed layers, 0-based; absent for every second one: 1, 3, 5, …
 * @param predictor {@code aux}: the sign of the score, which an auxiliary loss trains too. {@code
 *     mlp}: a separate network, whose loss does not change the model
 * @param predictorWeight weight of the predictor's cross-entropy in the loss
 */
public record MixtureOfDepths(
        @Default("paper") @AllowedValues({"paper", "retrofit"}) String variant,
        @Default("0.125") @Range(above = 0, max = 1) double capacity,
        @Nullable @Range(min = 0) List<Integer> layers,
        @Default("aux") @AllowedValues({"aux", "mlp"}) String predictor,
        @Default("1.0") @Range(above = 0) double predictorWeight)
        implements MethodSpec, Routed {

    /** Share of the training in which the capacity of {@code retrofit} falls. */
    private static final double FALLING = 0.5;

    public MixtureOfDepths {
        layers = layers == null ? null : layers.stream().sorted().distinct().toList();
    }

    @Override
    public SiteMode mode(int site, int count) {
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        int layer = Site.layer(site);
        boolean routed = layers == null ? layer % 2 == 1 : layers.contains(layer);
        return routed ? SiteMode.ASK : SiteMode.EXECUTE;
    }

    @Override
    public Optional<Decider> decider(LlamaConfig model) {
        return Optional.of(
                new TopTokens(
                        model.width(),
                        isRetrofit(),
                        predictor.equals("mlp"),
                        this::capacityAt,
                        predictorWeight));
    }

    private boolean isRetrofit() {
        return variant.equals("retrofit");
    }

    private double capacityAt(long step, long steps) {
        double done = isRetrofit() ? Math.min(1, step / (FALLING * Math.max(1, steps))) : 1;
        return 1 - (1 - capacity) * done;
    }

    /** Inference reaches another rate, because the predictor decides there. */
    @Override
    public Optional<TargetRate> targetRate() {
        return Optional.of(TargetRate.ofDecisions(capacity));
    }

    @Override
    public void requireReachable(int count) {
        requireRoutable(count, layers);
    }

    @Rule(value = "layers", outside = LAYERS)
    static void requireRoutable(int count, @Nullable List<Integer> layers) {
        if (layers != null) {
            StaticLayers.requireReachable(count, layers);
        } else if (count < 2) {
            throw SpecException.of(
                    "method.layers",
                    "the routed layers, because the model has no second layer",
                    "null");
        }
    }

    @Override
    public MethodText text() {
        return new MethodText(
                "mod",
                isRetrofit() ? "MoD, retrofit" : "MoD",
                "The tokens of a sequence with the highest scores execute a routed layer; at"
                        + " inference a predictor decides.");
    }
}
