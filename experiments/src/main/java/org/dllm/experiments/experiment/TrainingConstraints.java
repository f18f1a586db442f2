package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.spec.SpecDraft;
import org.dllm.experiments.train.TrainSpec;
import org.jspecify.annotations.Nullable;

/**
 * Constraints between the way of training and what trains. Unknown parts are replaced by values
 * that break no rule.
 *
 * @param order {@code train.order.type} if routers and updates train in turn; otherwise empty
 * @param distills whether there is a teacher
 * @param frozenBase whether the base is frozen, because there is LoRA
 * @param updates whether LoRA updates train
 * @param routers whether the method has routers
 */
record TrainingConstraints(
        String order, boolean distills, boolean frozenBase, boolean updates, boolean routers) {

    static TrainingConstraints of(
            TrainSpec train, @Nullable LoraSpec lora, Class<? extends MethodSpec> method) {
        TrainSpec.OrderSpec order = train.order();
        return new TrainingConstraints(
                order == null ? "" : order.type(),
                train.distill() != null,
                lora != null,
                lora != null && !lora.targets().isEmpty(),
                MethodSpec.hasRouters(method));
    }

    static TrainingConstraints of(SpecDraft<?> spec) {
        return new TrainingConstraints(
                spec.known("train.order.type", String.class)
                        .filter(type -> !type.equals(TrainSpec.OrderSpec.JOINT))
                        .orElse(""),
                spec.given("train.distill"),
                spec.given("lora"),
                spec.given("lora") && !spec.empty("lora.targets"),
                spec.kind("method").filter(kind -> !MethodSpec.hasRouters(kind)).isEmpty());
    }

    /** The broken rules, worded as what a spec error expects. */
    List<String> violations() {
        var broken = new ArrayList<String>();
        if (!order.isEmpty() && !routers) {
            broken.add(
                    "a method with routers, since train.order is %s, or no train.order"
                            .formatted(order));
        }
        if (!order.isEmpty() && !updates) {
            broken.add(
                    "lora with at least one map in targets, since train.order is %s, or no train.order"
                            .formatted(order));
        }
        if (distills && !frozenBase) {
            broken.add(
                    "lora, since the teacher of train.distill is the frozen base, or no"
                            + " train.distill");
        }
        return broken;
    }
}
