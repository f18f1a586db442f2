package org.dllm.experiments.method;

import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.routing.Adapter;
import org.dllm.experiments.routing.ExitClassifier;
import org.dllm.experiments.routing.Gumbel;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Penalty;
import org.dllm.experiments.routing.RateBudget;
import org.dllm.experiments.routing.TokenMlp;
import org.jspecify.annotations.Nullable;

/** A method for each kind of decision; models have at least four layers. */
public final class DecisionKinds {

    private static final KeepSpec KEEP = new KeepSpec(1, 2);

    private static final MeasuredRate RATES =
            new MeasuredRate(
                    "other",
                    "t/executed_rate",
                    0.6,
                    Stream.iterate(1.0, rate -> (rate + 0.57) % 1).limit(64).toList());

    /** All kinds; their tokens differ in what they execute, unless blocks are left out. */
    public static final List<Method> ALL =
            List.of(
                    new Dllm(0.5, new AlphaSpec(1, "constant"), KEEP, true, new TokenMlp(8)),
                    withAdapter("evict"),
                    withAdapter("compute"),
                    new StaticLayers(List.of(0, 2, 3)),
                    new LeftOut(List.of(2, 5, 6, 7)),
                    new RandomSkip(0.6, KEEP, true),
                    new RandomSkip(null, null, RATES, null, KEEP, true),
                    new PositionOnly(
                            0.6, null, null, new KeepSpec(null, 2, List.of(1), null, null), true),
                    new PositionOnly(null, null, RATES, KEEP, true),
                    new MixtureOfDepths("paper", 0.4, null, "aux", 1),
                    new MixtureOfDepths("paper", 0.4, null, "mlp", 1),
                    new MixtureOfDepths("retrofit", 0.4, List.of(1, 2), "aux", 1),
                    new MixtureOfDepths("retrofit", 0.4, null, "mlp", 1),
                    new RoutedSites(List.of(2, 6), false, KvPolicy.EVICT),
                    new RoutedSites(List.of(2, 3, 6, 7), true, KvPolicy.EVICT),
                    new RoutedSites(List.of(2, 5), true, KvPolicy.EVICT),
                    new EarlyExit(),
                    new PromptDecides(),
                    new PositionDecides());

    private DecisionKinds() {}

    private static Dllm withAdapter(String kv) {
        return new Dllm(
                0.5,
                new AlphaSpec(1, "constant"),
                KEEP,
                kv,
                new TokenMlp(8),
                "layer",
                Gumbel.PLAIN,
                RateBudget.PLAIN,
                Penalty.NONE,
                null,
                List.of(),
                new Adapter(3));
    }

    /**
     * The kinds of {@link #withPolicies}, and those that decide after training only. A tiny model's
     * tokens exit in about half of the cases.
     */
    public static Stream<Method> inInference() {
        return Stream.concat(
                withPolicies(),
                Stream.of("token", "sequence")
                        .flatMap(per ->
                                Stream.of(
                                        exits("mlp", List.of(0, 2), "copy", per, 0.03f),
                                        exits("linear", null, "mask", per, 0.03f))));
    }

    /** AdaInfer with a classifier that trusts a distance of more than {@code gap}. */
    public static Method exits(
            String classifier, @Nullable List<Integer> probes, String kv, String per, float gap) {
        boolean linear = classifier.equals("linear");
        float[] weights =
                linear
                        ? new float[] {0, 0, 0, 1, 0, -gap}
                        : new float[] {0, 0, 1, -1, -gap, gap, 0, 1, 1, 0, 0, 0};
        var fitted = new ExitClassifier(new ExitClassifier.Network(linear ? 0 : 2), weights);
        var source = new Resolution.Source("none", "0");
        var exit = new Resolution.Exit("label", fitted.text(), 1, 1, 1, source);
        return new AdaInfer(classifier, 2, probes, kv, per, 0.5, new FitSpec(1, 1, 1, 1e-3))
                .fitted(Resolution.NONE.with(exit));
    }

    /**
     * Each kind, the options of routers, and deciding kinds that compute or copy the KV entries of
     * skipped tokens.
     */
    public static Stream<Method> withPolicies() {
        return Stream.concat(
                Stream.concat(ALL.stream(), RouterOptions.ALL.stream()),
                Stream.of(KvPolicy.COMPUTE, KvPolicy.COPY)
                        .flatMap(policy ->
                                Stream.of(
                                        new RoutedSites(List.of(0, 2, 4, 6), false, policy),
                                        new RoutedSites(List.of(0, 3, 4, 6, 7), true, policy))));
    }
}
