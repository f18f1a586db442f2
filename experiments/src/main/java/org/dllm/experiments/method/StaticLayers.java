package org.dllm.experiments.method;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Control: the same set of layers for every token.
 *
 * @param layers the layers that execute, 0-based; absent if a rate determines their number
 * @param rate instead of layers: the share of layers that execute, rounded to whole layers
 * @param rateOf instead of either: the sibling variant whose measured rate is used
 * @param measured instead of these: the rates that the sibling measured
 * @param choose which layers execute if a rate determines their number. {@code shallow}: the first
 *     ones, a shallower dense model; {@code sibling}: those that the sibling executes most. Absent:
 *     the first ones and the last one, which is among the worst sets in our measurements
 */
@ExactlyOne(
        value = {"layers", "rate", "rateOf", "measured"},
        description = "one of method.layers, method.rate and method.rateOf")
public record StaticLayers(
        @Nullable @Range(min = 0) List<Integer> layers,
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf,
        @Nullable MeasuredRate measured,
        @Nullable @AllowedValues({SHALLOW, SIBLING}) String choose)
        implements MethodSpec {

    private static final String SHALLOW = "shallow";
    private static final String SIBLING = "sibling";

    public StaticLayers {
        layers = layers == null ? null : layers.stream().sorted().distinct().toList();
        if (layers != null && choose != null) {
            throw new IllegalArgumentException(
                    "method.choose only with method.rate or method.rateOf");
        }
        if (rate != null && SIBLING.equals(choose)) {
            throw new IllegalArgumentException(
                    "method.rateOf with method.choose sibling, which names the sibling");
        }
    }

    /** The layers that execute. */
    public StaticLayers(List<Integer> layers) {
        this(layers, null, null, null, null);
    }

    @Override
    public SiteMode mode(int site, int count) {
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        return chosen(count).contains(Site.layer(site)) ? SiteMode.EXECUTE : SiteMode.SKIP;
    }

    @Override
    public Optional<String> sibling() {
        return Optional.ofNullable(rateOf);
    }

    @Override
    public Optional<TargetRate> targetRate() {
        return TargetRate.given(rate, measured).map(TargetRate::ofLayers);
    }

    /** The layers are chosen by the sibling's rates over unforced tokens. */
    @Override
    public boolean needsLayerRates() {
        return SIBLING.equals(choose);
    }

    @Override
    public StaticLayers atRate(MeasuredRate found) {
        return new StaticLayers(null, null, null, found, choose);
    }

    @Override
    public void requireReachable(int count) {
        if (layers != null) {
            requireReachable(count, layers);
        } else if (measured != null && needsLayerRates()) {
            measured.requireLayers(count);
        }
    }

    @Rule(value = "layers", outside = LAYERS)
    static void requireReachable(int count, List<Integer> layers) {
        if (layers.isEmpty() || Collections.max(layers) >= count) {
            throw SpecException.of(
                    "method.layers",
                    "some of the layers 0 to %d of the model".formatted(count - 1),
                    layers.stream().sorted().distinct().toList().toString());
        }
    }

    /**
     * The layers that execute, ascending.
     *
     * @throws IllegalArgumentException if the sibling's rate has not been measured
     */
    List<Integer> chosen(int count) {
        if (layers != null) {
            requireReachable(count);
            return layers;
        }
        int chosen = new LayerCount(rate, measured).of(count, rateOf);
        IntStream all = IntStream.range(0, count);
        if (SHALLOW.equals(choose)) {
            return all.limit(chosen).boxed().toList();
        }
        if (measured != null && SIBLING.equals(choose)) {
            List<Double> rates = measured.layers();
            return all.boxed()
                    .sorted(Comparator.comparingDouble((Integer layer) -> -rates.get(layer)))
                    .limit(chosen)
                    .sorted()
                    .toList();
        }
        return all.filter(layer -> layer < chosen - 1 || layer == (chosen == 1 ? 0 : count - 1))
                .boxed()
                .toList();
    }

    @Override
    public boolean differsByToken() {
        return false;
    }

    @Override
    public MethodText text() {
        String label =
                switch (choose) {
                    case SHALLOW -> "Shallower dense";
                    case SIBLING -> "Static layers, by sibling";
                    case null, default -> "Static layers";
                };
        return new MethodText("static", label, "All tokens execute the same fixed set of layers.");
    }
}
