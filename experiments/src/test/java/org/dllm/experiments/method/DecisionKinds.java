package org.dllm.experiments.method;

import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.routing.Adapter;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.TokenMlp;

/** A method for each kind of decision; models have at least four layers. */
public final class DecisionKinds {

    private static final KeepSpec KEEP = new KeepSpec(1, 2);

    /** All kinds; their tokens differ in what they execute, unless blocks are left out. */
    public static final List<Method> ALL =
            List.of(
                    new Dllm(0.5, new AlphaSpec(1, "constant"), KEEP, true, new TokenMlp(8)),
                    withAdapter(true),
                    withAdapter(false),
                    new StaticLayers(List.of(0, 2, 3), null, null),
                    new LeftOut(List.of(2, 5, 6, 7)),
                    new RandomSkip(0.6, null, KEEP, true),
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

    private static Dllm withAdapter(boolean evict) {
        return new Dllm(
                0.5,
                new AlphaSpec(1, "constant"),
                KEEP,
                evict,
                new TokenMlp(8),
                null,
                List.of(),
                new Adapter(3));
    }

    /** Each kind, and deciding kinds that compute or copy the KV entries of skipped tokens. */
    public static Stream<Method> withPolicies() {
        return Stream.concat(
                ALL.stream(),
                Stream.of(KvPolicy.COMPUTE, KvPolicy.COPY)
                        .flatMap(policy ->
                                Stream.of(
                                        new RoutedSites(List.of(0, 2, 4, 6), false, policy),
                                        new RoutedSites(List.of(0, 3, 4, 6, 7), true, policy))));
    }
}
