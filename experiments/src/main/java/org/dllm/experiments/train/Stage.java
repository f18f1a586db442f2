package org.dllm.experiments.train;

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
        /** Everything that can train. */
        ALL,
        /** Routers. */
        ROUTERS,
        /** LoRA updates of the dense model: every token executes every layer. */
        DENSE_UPDATES,
        /** LoRA updates for the decisions of trained routers. */
        UPDATES
    }

    /** The stages of a training, which follow one another from step 0 to {@code steps}. */
    static List<Stage> of(@Nullable OrderSpec order, long steps) {
        if (order == null) {
            return List.of(new Stage(0, steps, Kind.ALL));
        }
        long first = Math.clamp(Math.round(order.share() * steps), 1, Math.max(1, steps - 1));
        boolean routers = order.type().equals(OrderSpec.ROUTER_FIRST);
        return List.of(
                new Stage(0, first, routers ? Kind.ROUTERS : Kind.DENSE_UPDATES),
                new Stage(first, steps - first, routers ? Kind.UPDATES : Kind.ROUTERS));
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
        return kind != Kind.ROUTERS;
    }

    /** Whether every token executes every layer that its router decides about. */
    boolean dense() {
        return kind == Kind.DENSE_UPDATES;
    }
}
