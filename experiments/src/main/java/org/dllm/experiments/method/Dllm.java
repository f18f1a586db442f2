package org.dllm.experiments.method;

import java.util.Optional;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.OneOf;
import org.dllm.experiments.spec.Range;

/**
 * D-LLM (NeurIPS 2024): a router per layer, straight-through Gumbel decisions, eviction of skipped
 * tokens from the key-value cache, a rate loss.
 *
 * @param target share of layer executions per token aimed at, the always-executed layers counted in
 *     and the always-executed tokens left out (the paper's 1 − Ω)
 * @param alpha weight of the rate loss and its schedule
 * @param keep layers and tokens that always execute
 * @param evict whether a token that skips a layer leaves that layer's key-value cache
 */
public record Dllm(
        @Range(above = 0, max = 1) double target,
        @Default("{}") AlphaSpec alpha,
        @Default("{}") KeepSpec keep,
        @Default("true") boolean evict,
        @Default("TokenMlp") RouterSpec router)
        implements MethodSpec {

    @Override
    public Chooser chooser() {
        return Chooser.ROUTER;
    }

    @Override
    public Optional<RouterSpec> asked() {
        return Optional.of(router);
    }

    @Override
    public void requireReachable(int layers) {
        KeepSpec.requireWithin("method.target", target, keep.layers(), layers);
    }

    /**
     * Weight of the rate loss: {@code schedule} is {@code constant} or {@code sine} (0 to max over
     * the run).
     */
    public record AlphaSpec(
            @Default("1.0") @Range(min = 0) double max,
            @Default("sine") @OneOf({"constant", "sine"}) String schedule) {

        /**
         * The weight at a step.
         *
         * @param step from 0
         * @param steps of the whole run
         */
        public double at(long step, long steps) {
            return switch (schedule) {
                case "constant" -> max;
                case "sine" -> max * StrictMath.sin(Math.PI / 2 * step / Math.max(1, steps));
                default ->
                        throw new IllegalArgumentException(
                                "alpha.schedule must be constant or sine, but was " + schedule);
            };
        }
    }
}
