package org.dllm.experiments.train;

import java.util.List;
import java.util.Locale;
import org.dllm.experiments.routing.Site;

/**
 * The arrays of one layer that {@code decoder_loss} expects. Queries, keys and values are one
 * array, because their product is rotated as a whole. Gate and up are separate, so that
 * element-wise operators on them access contiguous memory.
 */
enum Block {
    ATTENTION_NORM("input_layernorm.weight"),
    QKV("self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight"),
    O("self_attn.o_proj.weight"),
    FEED_FORWARD_NORM("post_attention_layernorm.weight"),
    GATE("mlp.gate_proj.weight"),
    UP("mlp.up_proj.weight"),
    DOWN("mlp.down_proj.weight");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> parts;

    Block(String... parts) {
        this.parts = List.of(parts);
    }

    /** The arrays of a site, in order. */
    static List<Block> of(int site) {
        return Site.isAttention(site)
                ? List.of(ATTENTION_NORM, QKV, O)
                : List.of(FEED_FORWARD_NORM, GATE, UP, DOWN);
    }

    /** Hugging Face's name of a tensor of a layer. */
    static String tensor(int layer, String part) {
        return "model.layers." + layer + "." + part;
    }

    /** Layout of the tensors of a layer in this array. */
    Layout layout(Recipe recipe, int layer) {
        String name = "layers." + layer + "." + name().toLowerCase(Locale.ROOT);
        Layout layout =
                Layout.of(recipe, name, parts.stream().map(part -> tensor(layer, part)).toList());
        // a frozen base keeps its shape, because LoRA updates have the same shape
        if (!recipe.baseTrains()) {
            return layout;
        }
        return switch (this) {
            case GATE, UP -> layout.paddedTo8(0);
            case DOWN -> layout.paddedTo8(1);
            default -> layout;
        };
    }
}
