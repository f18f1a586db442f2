package org.dllm.experiments.method;

import org.jspecify.annotations.Nullable;

/**
 * How many layers of a model execute, for methods that choose whole layers: a share of the layers,
 * from the spec or measured, rounded to at least one layer.
 */
record LayerCount(@Nullable Double rate, @Nullable MeasuredRate measured) {

    static final String NOT_MEASURED = "the rate of %s must be measured first";

    /** Whether the share is known. */
    boolean isKnown() {
        return rate != null || measured != null;
    }

    /**
     * The number of layers that execute.
     *
     * @param sibling the run whose rate is missing, for the message
     * @throws IllegalArgumentException the rate has not been measured
     */
    int of(int layers, @Nullable String sibling) {
        if (measured != null) {
            return of(layers, measured.rate());
        }
        if (rate == null) {
            throw new IllegalArgumentException(NOT_MEASURED.formatted(sibling));
        }
        return of(layers, rate);
    }

    private static int of(int layers, double rate) {
        return Math.clamp(Math.round(rate * layers), 1, layers);
    }
}
