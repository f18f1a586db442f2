package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * A token executes a site if its router says so with at least a given probability (D-LLM).
 *
 * @param width of a token
 * @param threshold least probability of executing at inference, in (0, 1); ½ is equivalent to
 *     argmax
 * @param estimator how training decides, and what gradient a decision has
 * @param rate loss that moves the executed rate to a target; null for none
 * @param path what tokens get that skip; null if they stay as they are
 */
public record Threshold(
        RouterSpec spec,
        int width,
        double threshold,
        Estimator estimator,
        @Nullable RateLoss rate,
        @Nullable SkipPathSpec path)
        implements Decider {

    public Threshold {
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "Threshold.threshold must be between 0 and 1, but was " + threshold);
        }
    }

    /** A decider of argmax, with D-LLM's estimator. */
    public Threshold(RouterSpec spec, int width, @Nullable RateLoss rate) {
        this(spec, width, 0.5, Gumbel.PLAIN, rate, null);
    }

    /** The threshold as a difference of logits, execute minus skip; 0 for a threshold of ½. */
    private double margin() {
        return Math.log(threshold / (1 - threshold));
    }

    private Router router() {
        return spec.router(spec.input().width(width));
    }

    @Override
    public List<Router.Weight> weights() {
        var weights = new ArrayList<>(network());
        skipPath().ifPresent(own -> weights.addAll(own.weights()));
        return weights;
    }

    private List<Router.Weight> network() {
        return Stream.concat(spec.input().weights(width).stream(), router().weights().stream())
                .toList();
    }

    @Override
    public Optional<SkipPath> skipPath() {
        return Optional.ofNullable(path)
                .map(of -> new SkipPath(width, of.rank(), network().size(), of.share()));
    }

    /** Routers of a shared network: one for all attentions, one for all feed-forward blocks. */
    @Override
    public int weightsOf(int site) {
        if (!spec.shared()) {
            return site;
        }
        return Site.isAttention(site) ? Site.attention(0) : Site.feedForward(0);
    }

    @Override
    public double[] settings() {
        var settings = DoubleStream.builder().add(margin());
        if (rate != null) {
            settings.add(rate.target());
        }
        estimator.setting().ifPresent(settings::add);
        return settings.build().toArray();
    }

    @Override
    public List<Scheduled> schedules() {
        return estimator.schedules();
    }

    @Override
    public List<Script.Text> inference() {
        return List.of(
                spec.input().script(),
                router().script(),
                estimator.weighing(),
                Script.text(Threshold.class, "threshold"));
    }

    @Override
    public OptionalDouble executesFrom() {
        return OptionalDouble.of(margin());
    }

    @Override
    public List<Script.Text> training() {
        var texts = new ArrayList<Script.Text>();
        texts.add(spec.input().script());
        texts.add(router().script());
        texts.add(estimator.weighing());
        texts.add(estimator.training());
        texts.add(Script.text(Threshold.class, "threshold_training"));
        texts.addAll(
                rate == null ? List.of(Script.text(Threshold.class, "no_losses")) : rate.scripts());
        return texts;
    }

    @Override
    public Decision decide(Seen seen) {
        List<NDArray> arrays = seen.weights();
        int own = spec.input().weights(width).size();
        RouterInput.Features features = spec.input().features(seen, arrays.subList(0, own));
        NDArray z =
                router().logits(
                                features.values(),
                                arrays.subList(own, arrays.size()),
                                seen.surroundings().eps()); // (T, 2)
        NDArray d = z.get(":, 1").sub(z.get(":, 0"));
        NDArray run = d.gte(margin());
        NDArray factor = estimator.gates() ? d.neg().exp().add(1).pow(-1) : null;
        return new Decision(run, factor, spec.input().remembered(run, features));
    }

    @Override
    public List<Loss> losses() {
        return rate == null ? List.of() : rate.losses();
    }

    @Override
    public double attentionShare() {
        return rate == null ? Decider.super.attentionShare() : rate.attentionShare();
    }

    @Override
    public Optional<ToDoubleFunction<RandomStream>> noise() {
        return estimator.noise();
    }

    @Override
    public long flops(int site) {
        return spec.flops(width);
    }
}
