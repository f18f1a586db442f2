package org.dllm.experiments.method;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Control: the same set of layers for every token. The strongest control: a method should be better
 * than this one.
 *
 * @param layers the layers that execute, 0-based; absent if a rate determines their number
 * @param rate instead of layers: the share of layers that execute, rounded to whole layers; the
 *     first layers and the last one are kept
 * @param rateOf instead of either: the sibling variant whose measured rate is used
 */
@ExactlyOne(
        value = {"layers", "rate", "rateOf"},
        description = "one of method.layers, method.rate and method.rateOf")
public record StaticLayers(
        @Nullable @Range(min = 0) List<Integer> layers,
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf)
        implements MethodSpec {
    public StaticLayers {
        layers = layers == null ? null : layers.stream().sorted().distinct().toList();
        if (Stream.of(layers, rate, rateOf).filter(Objects::nonNull).count() != 1) {
            throw new IllegalArgumentException(
                    "one of method.layers, method.rate and method.rateOf");
        }
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
    public StaticLayers atRate(double measured) {
        return new StaticLayers(null, measured, null);
    }

    @Override
    public void requireReachable(int count) {
        if (layers != null) {
            requireReachable(count, layers);
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
        if (rate == null) {
            throw new IllegalArgumentException(
                    "the rate of %s must be measured first".formatted(rateOf));
        }
        int chosen = Math.clamp(Math.round(rate * count), 1, count);
        return IntStream.range(0, count)
                .filter(layer -> layer < chosen - 1 || layer == (chosen == 1 ? 0 : count - 1))
                .boxed()
                .toList();
    }

    @Override
    public MethodText text() {
        return new MethodText(
                "static", "Static layers", "All tokens execute the same fixed set of layers.");
    }
}
