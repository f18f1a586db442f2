package org.dllm.experiments.model.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.jspecify.annotations.Nullable;

/** Maps GGUF's names of entries, tensors and types to those of a Llama model. */
final class GgufNames {

    private static final Map<Integer, TensorType> TYPES =
            Map.ofEntries(
                    Map.entry(0, TensorType.F32),
                    Map.entry(1, TensorType.F16),
                    Map.entry(2, TensorType.Q4_0),
                    Map.entry(3, TensorType.Q4_1),
                    Map.entry(6, TensorType.Q5_0),
                    Map.entry(7, TensorType.Q5_1),
                    Map.entry(8, TensorType.Q8_0),
                    Map.entry(12, TensorType.Q4_K),
                    Map.entry(13, TensorType.Q5_K),
                    Map.entry(14, TensorType.Q6_K),
                    Map.entry(30, TensorType.BF16));
    private static final Map<Integer, String> UNREAD_TYPES =
            Map.of(9, "Q8_1", 10, "Q2_K", 11, "Q3_K", 15, "Q8_K", 20, "IQ4_NL", 23, "IQ4_XS");

    private static final Map<String, String> TENSORS =
            Map.of(
                    "token_embd.weight", LlamaTensors.EMBEDDING,
                    "output_norm.weight", LlamaTensors.NORM,
                    "output.weight", LlamaTensors.HEAD);
    private static final Map<String, String> LAYER_TENSORS =
            Map.of(
                    "attn_norm", "input_layernorm",
                    "attn_q", "self_attn.q_proj",
                    "attn_k", "self_attn.k_proj",
                    "attn_v", "self_attn.v_proj",
                    "attn_output", "self_attn.o_proj",
                    "ffn_norm", "post_attention_layernorm",
                    "ffn_gate", "mlp.gate_proj",
                    "ffn_up", "mlp.up_proj",
                    "ffn_down", "mlp.down_proj");
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,5})\\.([a-z_]+)\\.weight");
    private static final Set<String> PAIRED = Set.of("attn_q", "attn_k");

    private final MappedFile file;
    private final GgufMetadata metadata;

    GgufNames(MappedFile file, GgufMetadata metadata) {
        this.file = file;
        this.metadata = metadata;
    }

    static @Nullable TensorType type(int id) {
        return TYPES.get(id);
    }

    static String typeName(int id) {
        return UNREAD_TYPES.getOrDefault(id, "type " + Integer.toUnsignedString(id));
    }

    LlamaConfig config(int vocabulary, boolean tied, @Nullable MappedTensor ropeFactors) {
        String architecture = metadata.text("general.architecture").orElse("none");
        if (!architecture.equals("llama")) {
            throw file.error(
                    "general.architecture must be llama, but is %s".formatted(architecture));
        }
        GgufKeys.refuseOthers(metadata);
        int heads = metadata.integer("llama.attention.head_count");
        int width = metadata.integer("llama.embedding_length");
        if (heads < 1) {
            throw file.error("llama.attention.head_count must be positive, but is " + heads);
        }
        if (!metadata.has("llama.attention.key_length") && width % heads != 0) {
            throw file.error(
                    "llama.embedding_length must be a multiple of llama.attention.head_count, but they are %d and %d"
                            .formatted(width, heads));
        }
        int headWidth = metadata.integer("llama.attention.key_length", width / heads);
        same("llama.attention.value_length", headWidth);
        same("llama.rope.dimension_count", headWidth);
        try {
            return new LlamaConfig(
                    metadata.integer("llama.block_count"),
                    width,
                    metadata.integer("llama.feed_forward_length"),
                    heads,
                    metadata.integer("llama.attention.head_count_kv", heads),
                    headWidth,
                    vocabulary,
                    metadata.integer("llama.context_length"),
                    metadata.number("llama.attention.layer_norm_rms_epsilon"),
                    rope(headWidth, ropeFactors),
                    tied);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(
                    file.path(),
                    "its metadata does not describe a Llama model: " + e.getMessage(),
                    e);
        }
    }

    private void same(String key, int headWidth) {
        int value = metadata.integer(key, headWidth);
        if (value != headWidth) {
            throw file.error(
                    "%s must be the width of a head, %d, but is %d"
                            .formatted(key, headWidth, value));
        }
    }

    private Rope rope(int headWidth, @Nullable MappedTensor factors) {
        var plain = new Rope(metadata.number("llama.rope.freq_base", 10_000), null);
        return factors == null ? plain : GgufRopeFactors.rope(file, plain, headWidth, factors);
    }

    SequencedMap<String, MappedTensor> rename(
            SequencedMap<String, MappedTensor> stored, int headWidth) {
        var renamed = new LinkedHashMap<String, MappedTensor>();
        stored.forEach((name, tensor) -> {
            var layer = LAYER.matcher(name);
            String part = layer.matches() ? layer.group(2) : "";
            String full =
                    LAYER_TENSORS.containsKey(part)
                            ? "model.layers.%d.%s.weight"
                                    .formatted(
                                            Integer.parseInt(layer.group(1)),
                                            LAYER_TENSORS.get(part))
                            : TENSORS.getOrDefault(name, name);
            MappedTensor ordered =
                    PAIRED.contains(part) ? tensor.withPairedRows(headWidth) : tensor;
            renamed.put(full, ordered.named(full));
        });
        return renamed;
    }
}
