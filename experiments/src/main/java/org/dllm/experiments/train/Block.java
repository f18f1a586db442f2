package org.dllm.experiments.train;

import java.util.List;

/** The arrays of one layer as the scripts take them: maps of one input are one array. */
enum Block {
    ATTENTION_NORM("input_layernorm.weight"),
    QKV("self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight"),
    O("self_attn.o_proj.weight"),
    FEED_FORWARD_NORM("post_attention_layernorm.weight"),
    GATE_UP("mlp.gate_proj.weight", "mlp.up_proj.weight"),
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

    /** The tensors that are its rows in that layer, from the top. */
    List<String> tensors(int layer) {
        return parts.stream().map(part -> tensor(layer, part)).toList();
    }
}
