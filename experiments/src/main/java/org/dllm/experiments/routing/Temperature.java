package org.dllm.experiments.routing;

import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;

/**
 * A temperature over a run: constant if both ends are equal.
 *
 * @param from at the first step
 * @param to after the last step
 * @param schedule whether the temperature changes by equal differences or by equal factors
 */
public record Temperature(
        @Default("1.0") @Range(above = 0) double from,
        @Default("1.0") @Range(above = 0) double to,
        @Default("linear") @AllowedValues({"linear", "exponential"}) String schedule) {

    boolean changes() {
        return from != to;
    }

    double at(long step, long steps) {
        double done = (double) step / Math.max(1, steps);
        return schedule.equals("linear")
                ? from + (to - from) * done
                : from * StrictMath.pow(to / from, done);
    }
}
