package org.dllm.experiments.method;

import java.util.List;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.SpecException;

/**
 * The executed rate that another run measured. When that run has finished, it replaces {@code
 * rateOf} in the spec of the run that waited for it, so that reruns need no other run.
 *
 * @param run name of the measured run
 * @param metric its metric, with the task
 * @param rate the rate of all layers
 * @param layers the rate of each layer, over unforced tokens; empty if the method does not use them
 */
public record MeasuredRate(
        String run,
        String metric,
        @Range(min = 0, max = 1) double rate,
        @Default("[]") @Range(min = 0, max = 1) List<Double> layers) {
    public MeasuredRate {
        layers = List.copyOf(layers);
    }

    /**
     * Fails if the measured model has another number of layers.
     *
     * @throws SpecException with both numbers
     */
    void requireLayers(int count) {
        if (layers.size() != count) {
            throw SpecException.of(
                    "method.measured.layers",
                    "a rate for each of the model's %d layers".formatted(count),
                    "%d rates of %s".formatted(layers.size(), run));
        }
    }
}
