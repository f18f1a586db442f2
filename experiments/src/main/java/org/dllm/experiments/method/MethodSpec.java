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
 * What is compared: how a run decides which token runs which layer. A new method is one record and
 * one name here; what it does not say for itself it has from the dense model.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface MethodSpec permits Dense, Dllm, RandomSkip, StaticLayers {

    /** Who decides where nothing is forced. */
    enum Chooser {
        /** Nobody: a layer runs for every token or for none. */
        NOBODY,
        /** {@link #free}, before the layer is reached. */
        METHOD,
        /** A router, at the layer. */
        ROUTER
    }

    default Chooser chooser() {
        return Chooser.NOBODY;
    }

    /**
     * The decisions where nothing is forced.
     *
     * @param layers of the model
     * @param streams what is drawn comes from these
     */
    default Gate free(int layers, RandomStreams streams) {
        byte decision = chooser() == Chooser.ROUTER ? Gate.ASK : Gate.SKIP;
        return (_, _, _) -> decision;
    }

    /** Layers and tokens that always execute, beside others that may not. */
    default KeepSpec keep() {
        return KeepSpec.NOTHING;
    }

    /** What is left to nobody in a model of so many layers. */
    default Forced forced(int layers) {
        return keep()::forces;
    }

    /**
     * Which decisions are no free choice: the forced executions, and every decision of a method
     * with neither a router nor a coin.
     */
    default Forced prescribed(int layers) {
        return chooser() == Chooser.NOBODY ? (_, _) -> true : forced(layers);
    }

    /** All decisions, as far as they are known before a layer is reached. */
    default Gate gate(int layers, RandomStreams streams) {
        Forced forced = forced(layers);
        Gate free = free(layers, streams);
        return (sequence, position, layer) ->
                forced.at(position, layer) ? Gate.EXECUTE : free.at(sequence, position, layer);
    }

    /** The layers that are computed at all, ascending: one that runs for nobody is left out. */
    default List<Integer> computed(int layers) {
        return IntStream.range(0, layers).boxed().toList();
    }

    /** Whether a token that skips a layer leaves that layer's key-value cache. */
    default boolean evict() {
        return true;
    }

    /** The routers that are asked; none where nobody is. */
    default Optional<RouterSpec> routerSpec() {
        return Optional.empty();
    }

    /** What draws their decisions to a rate; without it they learn from the cross-entropy alone. */
    default Optional<RateLoss> rateLoss() {
        return Optional.empty();
    }

    /** The sibling variant whose measured rate is taken, if one is. */
    default Optional<String> sibling() {
        return Optional.empty();
    }

    /** Which of the sibling's metrics is that rate. */
    default String rateMetric() {
        return "executed_rate";
    }

    /** The method at the rate that the sibling ran at. */
    default MethodSpec atRate(double rate) {
        throw new IllegalStateException(this + " takes no rate");
    }

    /**
     * Fails unless a model of so many layers has those that are named and can run as seldom as is
     * asked for.
     *
     * @throws SpecException it lacks a layer, or the layers kept are more than the rate allows
     */
    default void requireReachable(int layers) {}

    /**
     * The same of a method that may be known in part only.
     *
     * @param spec has it as {@code method}
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

    /** Whether a method of this kind has routers, whatever its settings. */
    static boolean hasRouters(Class<?> kind) {
        return Stream.of(kind.getRecordComponents())
                .anyMatch(component -> component.getType() == RouterSpec.class);
    }

    /** What lists call it: its type, and what makes it another method to those who compare. */
    default String label() {
        return getClass().getSimpleName() + (evict() ? "" : ", no eviction");
    }
}
