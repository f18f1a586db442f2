package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.jspecify.annotations.Nullable;

/**
 * Control: the position of a token alone decides which layers the token executes. It is equal for
 * all sequences and seeds, and nothing is learned. Position p executes layer l with rate r if
 * {@code frac((p + 1) φ + l √2) < r}, where φ is the golden ratio: a Kronecker sequence of low
 * discrepancy. In n consecutive positions of a layer, the share differs from r by O(log n / n). The
 * second term shifts the pattern, so that the layers do not execute the same positions.
 *
 * @param rate executed rate, including forced layers and excluding forced tokens
 * @param rateOf instead of a rate: the sibling variant whose measured rate of each layer is used;
 *     {@code keep.layers} then has no effect
 * @param measured instead of either: the rates that the sibling measured
 */
@ExactlyOne(
        value = {"rate", "rateOf", "measured"},
        description = "either method.rate or method.rateOf")
public record PositionOnly(
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf,
        @Nullable MeasuredRate measured,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict)
        implements MethodSpec, GivenRates {

    private static final double PER_POSITION = (Math.sqrt(5) - 1) / 2;
    private static final double PER_LAYER = Math.sqrt(2) - 1;

    @Override
    public LayerRates rates() {
        return new LayerRates(rate, measured, true, keep);
    }

    @Override
    public double place(RandomStreams streams, long sequence, int position, int layer) {
        double place = (position + 1) * PER_POSITION + layer * PER_LAYER;
        return place - Math.floor(place);
    }

    @Override
    public Optional<String> sibling() {
        return Optional.ofNullable(rateOf);
    }

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
        return true;
    }

    @Override
    public PositionOnly atRate(MeasuredRate found) {
        return new PositionOnly(null, null, found, keep, evict);
    }

    @Override
    public PositionOnly withKeep(KeepSpec kept) {
        return new PositionOnly(rate, rateOf, measured, kept, evict);
    }

    @Override
    public void requireReachable(int layers) {
        rates().requireReachable(layers);
    }

    @Override
    public MethodText text() {
        var text =
                new MethodText(
                        "position",
                        "Position only",
                        "The position of a token alone decides which layers the token executes.");
        return text.withKv(kvPolicy(), text.key());
    }
}
