package org.dllm.experiments.train;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.train.TrainSpec.OrderSpec;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the training in which some weights train and the others keep their values.
 *
 * @param from its first step, from 0
 * @param steps its number of steps
 */
record Stage(long from, long steps, Kind kind) {

    /** What trains in a stage. */
    enum Kind {
        /** The paths of tokens that skip, to predict what the layers of the dense model add. */
        FORECAST,
        /** Routers and LoRA updates, or the whole base. */
        ALL,
        /** Routers. */
        ROUTERS,
        /** LoRA updates of the dense model: every token executes every layer. */
        DENSE_UPDATES,
        /** LoRA updates for the decisions of trained routers. */
        UPDATES
    }

    /**
     * The stages of a training, which follow one another from step 0 to {@code steps}.
     *
     * @param forecast share of the steps in which forecasters train; 0 if there are none
     */
    static List<Stage> of(double forecast, @Nullable OrderSpec order, long steps) {
        var stages = new ArrayList<Stage>();
        long from = forecast > 0 ? part(forecast, steps) : 0;
        if (from > 0) {
            stages.add(new Stage(0, from, Kind.FORECAST));
        }
        long left = steps - from;
        if (order == null) {
            stages.add(new Stage(from, left, Kind.ALL));
        } else {
            long first = part(order.share(), left);
            boolean routers = order.type().equals(OrderSpec.ROUTER_FIRST);
            stages.add(new Stage(from, first, routers ? Kind.ROUTERS : Kind.DENSE_UPDATES));
            stages.add(
                    new Stage(from + first, left - first, routers ? Kind.UPDATES : Kind.ROUTERS));
        }
        return stages;
    }

    /** A share of the steps that leaves at least one before and after the switch, if possible. */
    private static long part(double share, long steps) {
        return Math.clamp(Math.round(share * steps), 1, Math.max(1, steps - 1));
    }

    /** The stage of a step; the last one for all later steps. */
    static Stage at(List<Stage> stages, long step) {
        return stages.stream()
                .filter(stage -> step < stage.from + stage.steps)
                .findFirst()
                .orElse(stages.getLast());
    }

    /** The number of a step in this stage, from 0. */
    long step(long step) {
        return step - from;
    }

    /** Whether the decider trains, so that its decisions have noise and its losses a weight. */
    boolean routers() {
        return kind == Kind.ALL || kind == Kind.ROUTERS;
    }

    /** Whether LoRA updates train. */
    boolean updates() {
        return kind != Kind.ROUTERS && kind != Kind.FORECAST;
    }

    /** Whether forecasters train. */
    boolean forecasts() {
        return kind == Kind.FORECAST;
    }

    /** Whether every token executes every layer that its router decides about. */
    boolean dense() {
        return kind == Kind.DENSE_UPDATES;
    }
}
