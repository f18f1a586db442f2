package org.dllm.experiments.model;

import org.jspecify.annotations.Nullable;

/**
 * The model a run starts from: a name or a path of a pretrained model, or a shape to initialise.
 *
 * @param from name in the model catalogue ({@code smollm2-135m}, {@code synthetic-base}) or a path
 * @param shape a fresh model of this shape, when {@code from} is absent
 * @param precision of the base weights: {@code fp32} or {@code bf16}; trainables are always fp32
 */
public record ModelSpec(@Nullable String from, @Nullable ShapeSpec shape, String precision) {

    /**
     * A fresh model: {@code layers} decoder layers of {@code width}, with the named tokenizer's
     * vocabulary.
     */
    public record ShapeSpec(
            int layers,
            int width,
            int hidden,
            int heads,
            int keyValueHeads,
            int context,
            String tokenizer,
            double ropeBase,
            boolean tied) {}
}
