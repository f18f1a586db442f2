package org.dllm.experiments.method;

import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * Weight of the rate loss: {@code schedule} is {@code constant} or {@code sine} (rises from 0 to
 * max over the run).
 */
public record AlphaSpec(
        @Default("1.0") @Range(min = 0) double max,
        @Default("sine") @AllowedValues({"constant", "sine"}) String schedule) {

    /**
     * The weight at a step.
     *
     * @param step from 0
     * @param steps number of steps of the run
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
