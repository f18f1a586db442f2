package org.dllm.experiments.train;

import java.util.List;
import java.util.Locale;

/**
 * The arrays of one layer as {@code decoder_loss} takes them. Queries, keys and values are one:
 * what leaves the product is rotated as a whole. Gate and up are two: apart, the operators between
 * them and their gradients read and write memory in one piece.
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

    /** Hugging Face's name of a part of a layer. */
    static String tensor(int layer, String part) {
        return "model.layers." + layer + "." + part;
    }

    /** How its tensors of that layer lie in the array. */
    Layout layout(Recipe recipe, int layer) {
        String name = "layers." + layer + "." + name().toLowerCase(Locale.ROOT);
        Layout layout =
                Layout.of(recipe, name, parts.stream().map(part -> tensor(layer, part)).toList());
        // a frozen base keeps its shape, which its updates have too
        if (!recipe.baseTrains()) {
            return layout;
        }
        return switch (this) {
            case GATE, UP -> layout.filledUp(0);
            case DOWN -> layout.filledUp(1);
            default -> layout;
        };
    }
}
