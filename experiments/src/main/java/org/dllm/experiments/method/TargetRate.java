package org.dllm.experiments.method;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rate that a method aims at, and the metric of a task that reports the reached rate.
 *
 * @param rate share in [0, 1]
 * @param metric its key within the task
 * @param counts what the rate counts, in words
 */
public record TargetRate(double rate, String metric, String counts) {

    private static final String EXECUTED = "executed_rate";

    /** Of all layers, over tokens that are not forced in every layer. */
    static TargetRate ofUnforcedTokens(double rate) {
        return new TargetRate(
                rate,
                MethodSpec.UNFORCED_RATE,
                "all layers, without tokens that execute every layer by rule");
    }

    /** Of the sites with a router, over the tokens that it decides about. */
    static TargetRate ofDecisions(double rate) {
        return new TargetRate(rate, EXECUTED + "/routed", "decisions of routers");
    }

    /** Of all layers and tokens. */
    static TargetRate ofLayers(double rate) {
        return new TargetRate(rate, EXECUTED, "all layers and tokens");
    }

    /** Of the operations of all layers' weights. */
    static TargetRate ofFlops(double rate) {
        return new TargetRate(
                rate, "flops_ratio/paper", "all layers and tokens, weighted by operations");
    }

    /** The rate of a spec, or else the measured rate of a sibling. */
    static Optional<Double> given(@Nullable Double rate, @Nullable MeasuredRate measured) {
        return Optional.ofNullable(rate)
                .or(() -> Optional.ofNullable(measured).map(MeasuredRate::rate));
    }
}
