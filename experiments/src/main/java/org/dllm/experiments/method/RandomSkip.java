package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.jspecify.annotations.Nullable;

/**
 * Control: each token executes each unforced layer with a fixed probability, independent of its
 * content.
 *
 * @param rate executed rate, including forced layers and excluding forced tokens
 * @param rateOf instead of a rate: the sibling variant whose measured rates are used
 * @param measured instead of either: the rates that the sibling measured
 * @param perLayer whether each layer has the sibling's rate of the same layer, and {@code
 *     keep.layers} has no effect; {@code false}: all layers that are not kept have one rate. Absent
 *     for {@code true}
 */
@ExactlyOne(
        value = {"rate", "rateOf", "measured"},
        description = "either method.rate or method.rateOf")
public record RandomSkip(
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf,
        @Nullable MeasuredRate measured,
        @Nullable Boolean perLayer,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict)
        implements MethodSpec, GivenRates {

    public RandomSkip(double rate, KeepSpec keep, boolean evict) {
        this(rate, null, null, null, keep, evict);
    }

    @Override
    public LayerRates rates() {
        return new LayerRates(rate, measured, hasLayerRates(), keep);
    }

    @Override
    public double place(RandomStreams streams, long sequence, int position, int layer) {
        return streams.stream("random skip", sequence, position, layer).uniform();
    }

    private boolean hasLayerRates() {
        return rate == null && !Boolean.FALSE.equals(perLayer);
    }

    @Override
    public Optional<String> sibling() {
        return Optional.ofNullable(rateOf);
    }

    /** The sibling's rate over unforced tokens, because {@code rate} excludes forced tokens too. */
    @Override
    public String rateMetric() {
        return UNFORCED_RATE;
    }

    @Override
    public Optional<TargetRate> targetRate() {
        return TargetRate.given(rate, measured).map(TargetRate::ofUnforcedTokens);
    }

    @Override
    public boolean needsLayerRates() {
        return hasLayerRates();
    }

    @Override
    public RandomSkip atRate(MeasuredRate found) {
        return new RandomSkip(null, null, found, perLayer, keep, evict);
    }

    @Override
    public RandomSkip withKeep(KeepSpec kept) {
        return new RandomSkip(rate, rateOf, measured, perLayer, kept, evict);
    }

    @Override
    public void requireReachable(int layers) {
        rates().requireReachable(layers);
    }

    @Override
    public MethodText text() {
        var text =
                new MethodText(
                        "random",
                        hasLayerRates() ? "Random skipping, per layer" : "Random skipping",
                        "A random draw decides for each token and layer whether the token executes"
                                + " the layer.");
        return text.withKv(kvPolicy(), text.key());
    }
}
