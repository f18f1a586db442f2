package org.dllm.experiments.method;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.spec.SpecDraft;
import org.dllm.experiments.spec.SpecException;

/**
 * A method: how a run decides which token executes which site. To add a method, write a record and
 * add it to {@code permits}; defaults are those of the dense model.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface MethodSpec extends Method
        permits Dense, Dllm, MixtureOfDepths, RandomSkip, StaticLayers {

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
        return Stream.of(kind.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("decider"));
    }

    /** Name in lists: the type, and settings that make it a different method in comparisons. */
    default String label() {
        return getClass().getSimpleName() + (evict() ? "" : ", no eviction");
    }
}
