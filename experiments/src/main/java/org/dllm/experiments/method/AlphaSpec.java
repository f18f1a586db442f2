package org.dllm.experiments.method;

import java.util.Objects;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Weight α of the rate loss over a run.
 *
 * @param max the largest weight
 * @param schedule {@code constant}: max. {@code sine}: rises from 0 to max over the run (D-LLM's
 *     code). {@code warmup}: rises linearly to max in the first part of the run. {@code
 *     controller}: starts at 0 and changes after each step by gain · max · (executed rate −
 *     target), within 0 and max: the multiplier of the constraint that the target be reached, by
 *     dual ascent
 * @param warmup share of the run in which {@code warmup} rises; 0.1 if absent
 * @param gain of {@code controller}; 0.05 if absent
 */
public record AlphaSpec(
        @Default("1.0") @Range(min = 0) double max,
        @Default("sine") @AllowedValues({"constant", "sine", "warmup", "controller"})
                String schedule,
        @Nullable @Range(above = 0, max = 1) Double warmup,
        @Nullable @Range(above = 0) Double gain) {

    private static final double WARMUP = 0.1;
    private static final double GAIN = 0.05;

    public AlphaSpec {
        if (warmup != null) {
            requireWarmup(schedule, warmup);
        }
        if (gain != null) {
            requireController(schedule, gain);
        }
        requireReach(max, schedule);
    }

    /** A schedule with its default settings. */
    public AlphaSpec(double max, String schedule) {
        this(max, schedule, null, null);
    }

    @Rule({"schedule", "warmup"})
    static void requireWarmup(String schedule, double warmup) {
        if (!schedule.equals("warmup")) {
            throw new IllegalArgumentException(
                    "no warmup (%s), because the schedule %s has none".formatted(warmup, schedule));
        }
    }

    @Rule({"schedule", "gain"})
    static void requireController(String schedule, double gain) {
        if (!schedule.equals("controller")) {
            throw new IllegalArgumentException(
                    "no gain (%s), because the schedule %s has none".formatted(gain, schedule));
        }
    }

    @Rule({"max", "schedule"})
    static void requireReach(double max, String schedule) {
        if (max == 0 && schedule.equals("controller")) {
            throw new IllegalArgumentException(
                    "max above 0, because the controller chooses a weight between 0 and max");
        }
    }

    /** The weight over a run with this target. */
    Decider.Weighting weighting(double target) {
        return schedule.equals("controller")
                ? new DualAscent(target, max, Objects.requireNonNullElse(gain, GAIN))
                : this::at;
    }

    /**
     * The weight at a step; of the controller, before it has measured anything.
     *
     * @param step from 0
     * @param steps number of steps of the run
     */
    public double at(long step, long steps) {
        return switch (schedule) {
            case "constant" -> max;
            case "sine" -> max * StrictMath.sin(Math.PI / 2 * step / Math.max(1, steps));
            case "warmup" -> {
                double rising = Objects.requireNonNullElse(warmup, WARMUP) * Math.max(1, steps);
                yield max * Math.min(1, step / rising);
            }
            case "controller" -> 0;
            default ->
                    throw new IllegalArgumentException(
                            "alpha.schedule must be constant, sine, warmup or controller, but was "
                                    + schedule);
        };
    }

    private record DualAscent(double target, double max, double gain)
            implements Decider.Controller {

        @Override
        public double at(long step, long steps) {
            return 0;
        }

        @Override
        public double next(double weight, double executedRate) {
            return Math.clamp(weight + gain * max * (executedRate - target), 0, max);
        }
    }
}
