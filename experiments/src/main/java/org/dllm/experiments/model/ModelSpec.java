package org.dllm.experiments.model;

import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.ExactlyOne;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * The model that a run starts from: a pretrained model, or a shape to initialise.
 *
 * @param from name in the model library ({@code smollm2-135m}, {@code synthetic-base}) or a path
 * @param shape shape of a new model, if {@code from} is absent
 * @param precision type of frozen base weights: {@code fp32} or {@code bf16}; trained weights are
 *     always fp32
 */
@ExactlyOne(
        value = {"from", "shape"},
        description = "either model.from or model.shape")
public record ModelSpec(
        @Nullable String from,
        @Nullable ShapeSpec shape,
        @Default("fp32") @AllowedValues({"fp32", "bf16"}) String precision) {
    public ModelSpec {
        if ((from == null) == (shape == null)) {
            throw new IllegalArgumentException("either model.from or model.shape");
        }
    }

    /**
     * Shape of a new model: {@code layers} decoder layers of {@code width}, with the vocabulary of
     * the named tokenizer.
     */
    public record ShapeSpec(
            @Range(min = 1, max = 10_000) int layers,
            @Range(min = 2, max = 65536) int width,
            @Range(min = 1, max = 262144) int hidden,
            @Range(min = 1, max = 32768) int heads,
            @Range(min = 1, max = 32768) int keyValueHeads,
            @Range(min = 1, max = 1 << 24) int context,
            String tokenizer,
            @Default("10000") @Range(above = 0) double ropeBase,
            @Default("true") boolean tied) {
        public ShapeSpec {
            requireEvenHeads(width, heads);
            requireEvenGroups(heads, keyValueHeads);
        }

        @Rule({"width", "heads"})
        static void requireEvenHeads(int width, int heads) {
            if (width % (2 * heads) != 0) {
                throw new IllegalArgumentException(
                        "shape.width to be a multiple of 2 · shape.heads, so that rotary pairs fit"
                                + " a head");
            }
        }

        @Rule({"heads", "keyValueHeads"})
        static void requireEvenGroups(int heads, int keyValueHeads) {
            if (heads % keyValueHeads != 0) {
                throw new IllegalArgumentException(
                        "shape.heads to be a multiple of shape.keyValueHeads");
            }
        }
    }
}
