package org.dllm.experiments.method;

import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.SpecException;

/**
 * Forced executions: the first {@code layers} layers, and the first {@code tokens} positions in
 * every layer.
 */
public record KeepSpec(
        @Default("2") @Range(min = 0) int layers, @Default("2") @Range(min = 0) int tokens) {

    static final KeepSpec NOTHING = new KeepSpec(0, 0);

    /** Tolerance for rounding errors of {@code rate * layers}. */
    private static final double ROUNDING = 1e-9;

    /**
     * Modes of a method that decides about whole layers, {@code free} in those that are not kept.
     */
    SiteMode mode(int site, SiteMode free) {
        if (!Site.isAttention(site)) {
            return SiteMode.FOLLOW;
        }
        return Site.layer(site) < layers ? SiteMode.EXECUTE : free;
    }

    /**
     * Fails if the forced layers alone exceed {@code rate} of the model's layers. Forced tokens do
     * not matter, because rates exclude them.
     */
    static void requireWithin(String name, double rate, int layers, int count) {
        int forced = Math.min(layers, count);
        if (rate * count < forced - ROUNDING) {
            throw SpecException.of(
                    name,
                    "at least %s, because method.keep.layers makes %d of the model's %d layers always execute"
                            .formatted((double) forced / count, forced, count),
                    Double.toString(rate));
        }
    }
}
