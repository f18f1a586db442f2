package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Control: each token executes each unforced layer with a fixed probability, independent of its
 * content.
 *
 * @param rate executed rate, including forced layers and excluding forced tokens
 * @param rateOf instead of a rate: the sibling variant whose measured rate is used
 */
@ExactlyOne(
        value = {"rate", "rateOf"},
        description = "either method.rate or method.rateOf")
public record RandomSkip(
        @Nullable @Range(above = 0, max = 1) Double rate,
        @Nullable String rateOf,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict)
        implements MethodSpec {
    public RandomSkip {
        if ((rate == null) == (rateOf == null)) {
            throw new IllegalArgumentException("either method.rate or method.rateOf");
        }
    }

    @Override
    public SiteMode mode(int site, int layers) {
        return keep.mode(site, SiteMode.GIVEN);
    }

    @Override
    public Gate given(int layers, RandomStreams streams) {
        if (rate == null) {
            throw new IllegalArgumentException(
                    "RandomSkip.rate must be measured first, but only rateOf is set: " + rateOf);
        }
        // the rate includes kept layers, so the probability for the other layers is lower
        double share = (rate * layers - keep.layers()) / Math.max(1, layers - keep.layers());
        return (sequence, position, site) ->
                streams.stream("random skip", sequence, position, Site.layer(site)).uniform()
                                < share
                        ? Gate.EXECUTE
                        : Gate.SKIP;
    }

    @Override
    public Optional<String> sibling() {
        return Optional.ofNullable(rateOf);
    }

    /** The sibling's rate over unforced tokens, because {@code rate} excludes forced tokens too. */
    @Override
    public String rateMetric() {
        return "executed_rate/unforced_tokens";
    }

    @Override
    public RandomSkip atRate(double measured) {
        return new RandomSkip(measured, null, keep, evict);
    }

    @Override
    public void requireReachable(int layers) {
        if (rate != null) {
            requireReachable(layers, rate, keep.layers());
        }
    }

    @Rule(
            value = {"rate", "keep.layers"},
            outside = LAYERS)
    static void requireReachable(int layers, double rate, int kept) {
        KeepSpec.requireWithin("method.rate", rate, kept, layers);
    }

    @Override
    public KvPolicy kvPolicy() {
        return KvPolicy.of(evict);
    }

    @Override
    public MethodText text() {
        var text =
                new MethodText(
                        "random",
                        "Random skipping",
                        "A random draw decides for each token and layer whether the token executes"
                                + " the layer.");
        return text.withKv(kvPolicy(), text.key());
    }
}
