package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.spec.SpecDraft;
import org.dllm.experiments.spec.SpecException;

/**
 * A method: how a run decides which token executes which layer. To add a method, write a record and
 * add it to {@code permits}; defaults are those of the dense model.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface MethodSpec permits Dense, Dllm, RandomSkip, StaticLayers {

    /** Source of decisions that are not forced. */
    enum Chooser {
        /** No decisions: a layer executes for all tokens or for none. */
        NONE,
        /** {@link #free}, before the layer is computed. */
        METHOD,
        /** A router, when the layer is reached. */
        ROUTER
    }

    default Chooser chooser() {
        return Chooser.NONE;
    }

    /**
     * The decisions that are not forced.
     *
     * @param layers number of layers of the model
     * @param streams source of random draws
     */
    default Gate free(int layers, RandomStreams streams) {
        byte decision = chooser() == Chooser.ROUTER ? Gate.ASK : Gate.SKIP;
        return (_, _, _) -> decision;
    }

    /** Layers and tokens that always execute. */
    default KeepSpec keep() {
        return KeepSpec.NOTHING;
    }

    /** Forced executions in a model with this number of layers. */
    default Forced forced(int layers) {
        return keep()::forces;
    }

    /**
     * Decisions that are not free: forced executions, and all decisions of a method without router
     * and random draws.
     */
    default Forced prescribed(int layers) {
        return chooser() == Chooser.NONE ? (_, _) -> true : forced(layers);
    }

    /** All decisions, as far as they are known before a layer is computed. */
    default Gate gate(int layers, RandomStreams streams) {
        Forced forced = forced(layers);
        Gate free = free(layers, streams);
        return (sequence, position, layer) ->
                forced.at(position, layer) ? Gate.EXECUTE : free.at(sequence, position, layer);
    }

    /** The layers that at least one token may execute, ascending. */
    default List<Integer> computed(int layers) {
        return IntStream.range(0, layers).boxed().toList();
    }

    /** Whether a token that skips a layer is evicted from that layer's KV cache. */
    default boolean evict() {
        return true;
    }

    /** The routers; empty if the method has none. */
    default Optional<RouterSpec> routerSpec() {
        return Optional.empty();
    }

    /**
     * The loss that moves routers towards a rate; without it routers train with the cross-entropy
     * alone.
     */
    default Optional<RateLoss> rateLoss() {
        return Optional.empty();
    }

    /** The sibling variant whose measured rate this method uses, if any. */
    default Optional<String> sibling() {
        return Optional.empty();
    }

    /** The sibling's metric that is used as rate. */
    default String rateMetric() {
        return "executed_rate";
    }

    /** Copy of this method with the measured rate of the sibling. */
    default MethodSpec atRate(double rate) {
        throw new IllegalStateException(this + " has no rate to set");
    }

    /**
     * Checks this method against a model with this number of layers.
     *
     * @throws SpecException if the model lacks a named layer, or the requested rate is lower than
     *     the kept layers allow
     */
    default void requireReachable(int layers) {}

    /**
     * Checks a method of which only some settings may be valid.
     *
     * @param spec contains the method as {@code method}
     */
    static void requireReachable(SpecDraft<?> spec, int layers) {
        Optional<MethodSpec> whole = spec.known("method", MethodSpec.class);
        if (whole.isPresent()) {
            whole.get().requireReachable(layers);
            return;
        }
        spec.known("method.keep.layers", Integer.class)
                .ifPresent(kept ->
                        Stream.of("method.target", "method.rate")
                                .forEach(name ->
                                        spec.known(name, Double.class)
                                                .ifPresent(rate ->
                                                        KeepSpec.requireWithin(
                                                                name, rate, kept, layers))));
        List<Integer> chosen =
                IntStream.range(0, spec.size("method.layers"))
                        .mapToObj(i -> spec.known("method.layers[" + i + "]", Integer.class))
                        .flatMap(Optional::stream)
                        .toList();
        if (!chosen.isEmpty() || spec.empty("method.layers")) {
            StaticLayers.requireThere(chosen, layers);
        }
    }

    /** Whether methods of this kind have routers. */
    static boolean hasRouters(Class<?> kind) {
        return Stream.of(kind.getRecordComponents())
                .anyMatch(component -> component.getType() == RouterSpec.class);
    }

    /** Name in lists: the type, and settings that make it a different method in comparisons. */
    default String label() {
        return getClass().getSimpleName() + (evict() ? "" : ", no eviction");
    }
}
