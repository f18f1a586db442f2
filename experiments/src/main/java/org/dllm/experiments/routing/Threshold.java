package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * A token executes a site if its router says so with at least a given probability. In training the
 * decision is drawn with Gumbel noise, and the gradient is that of its probability (D-LLM).
 *
 * @param width of a token
 * @param threshold least probability of executing, in (0, 1); ½ is equivalent to argmax
 * @param rate loss that moves the executed rate to a target; null for none
 * @param path what tokens get that skip; null if they stay as they are
 */
public record Threshold(
        RouterSpec spec,
        int width,
        double threshold,
        @Nullable RateLoss rate,
        @Nullable SkipPathSpec path)
        implements Decider {

    private static final double TEMPERATURE = 1;

    public Threshold {
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "Threshold.threshold must be between 0 and 1, but was " + threshold);
        }
    }

    /** A decider whose tokens that skip stay as they are. */
    public Threshold(RouterSpec spec, int width, double threshold, @Nullable RateLoss rate) {
        this(spec, width, threshold, rate, null);
    }

    /** A decider of argmax. */
    public Threshold(RouterSpec spec, int width, @Nullable RateLoss rate) {
        this(spec, width, 0.5, rate);
    }

    /** The threshold as a difference of logits, execute minus skip; 0 for a threshold of ½. */
    private double margin() {
        return Math.log(threshold / (1 - threshold));
    }

    private Router router() {
        return spec.router(width);
    }

    @Override
    public List<Router.Weight> weights() {
        var weights = new ArrayList<>(router().weights());
        skipPath().ifPresent(own -> weights.addAll(own.weights()));
        return weights;
    }

    @Override
    public Optional<SkipPath> skipPath() {
        int first = router().weights().size();
        return Optional.ofNullable(path)
                .map(of -> new SkipPath(width, of.rank(), first, of.share()));
    }

    @Override
    public double[] settings() {
        var target = rate == null ? DoubleStream.empty() : DoubleStream.of(rate.target());
        return DoubleStream.concat(DoubleStream.of(margin(), TEMPERATURE), target).toArray();
    }

    @Override
    public List<Script.Text> inference() {
        return List.of(router().script(), Script.text(Threshold.class, "threshold"));
    }

    @Override
    public List<Script.Text> training() {
        return List.of(
                router().script(),
                Script.text(Threshold.class, "threshold_training"),
                rate == null ? Script.text(Threshold.class, "no_losses") : RateLoss.script());
    }

    @Override
    public Decision decide(Seen seen) {
        NDArray z = router().logits(seen.x(), seen.weights(), seen.surroundings().eps()); // (T, 2)
        return new Decision(z.get(":, 1").sub(z.get(":, 0")).gte(margin()));
    }

    @Override
    public List<Loss> losses() {
        return rate == null ? List.of() : List.of(rate.loss());
    }

    @Override
    public Optional<ToDoubleFunction<RandomStream>> noise() {
        return Optional.of(RandomStream::logistic);
    }

    @Override
    public long flops(int site) {
        return spec.flops(width);
    }
}
