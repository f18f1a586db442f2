package org.dllm.experiments.method;

import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.SpecException;

/**
 * What always executes: the first {@code layers} layers, and the first {@code tokens} positions in
 * every layer.
 */
public record KeepSpec(
        @Default("2") @Range(min = 0) int layers, @Default("2") @Range(min = 0) int tokens) {

    static final KeepSpec NOTHING = new KeepSpec(0, 0);

    /** What {@code rate * layers} may lose to rounding. */
    private static final double ROUNDING = 1e-9;

    boolean forces(int position, int layer) {
        return layer < layers || position < tokens;
    }

    /**
     * Fails where a token runs more than a share of the model's layers as its forced ones alone.
     * Forced tokens do not matter: no rate counts them.
     */
    static void requireWithin(String name, double rate, int layers, int count) {
        int forced = Math.min(layers, count);
        if (rate * count < forced - ROUNDING) {
            throw SpecException.of(
                    name,
                    "at least %s, as method.keep.layers has %d of the model's %d layers always execute"
                            .formatted((double) forced / count, forced, count),
                    Double.toString(rate));
        }
    }
}
