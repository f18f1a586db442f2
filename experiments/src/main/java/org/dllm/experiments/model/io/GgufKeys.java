package org.dllm.experiments.model.io;

import java.util.Map;
import java.util.Set;

/**
 * Keys of a GGUF file's metadata. Each key of the model and the tokenizer is either used, known not
 * to affect results, or rejected.
 */
final class GgufKeys {

    private static final Set<String> USED =
            Set.of(
                    "llama.block_count",
                    "llama.embedding_length",
                    "llama.feed_forward_length",
                    "llama.context_length",
                    "llama.attention.head_count",
                    "llama.attention.head_count_kv",
                    "llama.attention.key_length",
                    "llama.attention.value_length",
                    "llama.attention.layer_norm_rms_epsilon",
                    "llama.rope.dimension_count",
                    "llama.rope.freq_base",
                    "llama.vocab_size",
                    "tokenizer.ggml.model",
                    "tokenizer.ggml.pre",
                    "tokenizer.ggml.tokens",
                    "tokenizer.ggml.token_type",
                    "tokenizer.ggml.scores",
                    "tokenizer.ggml.merges",
                    "tokenizer.ggml.bos_token_id",
                    "tokenizer.ggml.eos_token_id",
                    "tokenizer.ggml.eot_token_id",
                    "tokenizer.ggml.eom_token_id",
                    "tokenizer.ggml.padding_token_id",
                    "tokenizer.ggml.unknown_token_id",
                    "tokenizer.ggml.add_bos_token",
                    "tokenizer.ggml.add_space_prefix");

    /** Keys that may change results, with the values that do not. */
    private static final Map<String, Set<Object>> NEUTRAL =
            Map.ofEntries(
                    Map.entry("general.type", Set.of("model")),
                    Map.entry("llama.expert_count", Set.of(0L)),
                    Map.entry("llama.rope.scaling.type", Set.of("none")),
                    Map.entry("llama.rope.scaling.factor", Set.of(0f, 1f)),
                    Map.entry("llama.rope.scaling.attn_factor", Set.of(1f)),
                    Map.entry("llama.rope.scale_linear", Set.of(0f, 1f)),
                    Map.entry("llama.attention.causal", Set.of(true)),
                    Map.entry("llama.attention.sliding_window", Set.of(0L)),
                    Map.entry("llama.use_parallel_residual", Set.of(false)),
                    Map.entry("llama.logit_scale", Set.of(0f, 1f)),
                    Map.entry("llama.attn_logit_softcapping", Set.of(0f)),
                    Map.entry("llama.final_logit_softcapping", Set.of(0f)),
                    Map.entry("tokenizer.ggml.remove_extra_whitespaces", Set.of(false)),
                    Map.entry("tokenizer.ggml.escape_whitespaces", Set.of(true)),
                    Map.entry("tokenizer.ggml.treat_whitespace_as_suffix", Set.of(false)));

    /** Keys of training and chats, and details of scalings and experts that NEUTRAL rejects. */
    private static final Set<String> WITHOUT_INFLUENCE =
            Set.of(
                    "llama.expert_used_count",
                    "llama.rope.scaling.original_context_length",
                    "llama.rope.scaling.finetuned",
                    "llama.tensor_data_layout",
                    "tokenizer.chat_template",
                    "tokenizer.chat_templates",
                    "tokenizer.huggingface.json",
                    "tokenizer.ggml.add_eos_token",
                    "tokenizer.ggml.add_sep_token",
                    "tokenizer.ggml.cls_token_id",
                    "tokenizer.ggml.fim_mid_token_id",
                    "tokenizer.ggml.fim_pad_token_id",
                    "tokenizer.ggml.fim_pre_token_id",
                    "tokenizer.ggml.fim_rep_token_id",
                    "tokenizer.ggml.fim_sep_token_id",
                    "tokenizer.ggml.fim_suf_token_id",
                    "tokenizer.ggml.mask_token_id",
                    "tokenizer.ggml.middle_token_id",
                    "tokenizer.ggml.prefix_token_id",
                    "tokenizer.ggml.seperator_token_id", // GGUF's spelling
                    "tokenizer.ggml.suffix_token_id",
                    "tokenizer.ggml.token_type_count");

    private GgufKeys() {}

    static void refuseOthers(GgufMetadata metadata) {
        metadata.entries()
                .forEach((key, value) -> {
                    Set<Object> neutral = NEUTRAL.get(key);
                    if (neutral != null && !neutral.contains(value)) {
                        throw metadata.file()
                                .error(
                                        "the entry %s must be %s, but is %s"
                                                .formatted(
                                                        key,
                                                        String.join(
                                                                " or ",
                                                                neutral.stream()
                                                                        .map(Object::toString)
                                                                        .sorted()
                                                                        .toList()),
                                                        GgufMetadata.abbreviated(value)));
                    }
                    if (neutral == null && decides(key)) {
                        throw metadata.file()
                                .error(
                                        "the entry %s is not understood; it may change what the model computes"
                                                .formatted(key));
                    }
                });
    }

    private static boolean decides(String key) {
        return (key.startsWith("llama.") || key.startsWith("tokenizer."))
                && !key.startsWith("tokenizer.chat_template.")
                && !USED.contains(key)
                && !WITHOUT_INFLUENCE.contains(key);
    }
}
