package org.dllm.experiments.model.io;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.dllm.experiments.model.LlamaConfig;
import tools.jackson.databind.JsonNode;

/**
 * Reads Hugging Face's {@code config.json} of a Llama model. Each field is either used, known not
 * to affect results, or rejected.
 */
final class HuggingFaceConfig {

    private static final Set<String> USED =
            Set.of(
                    "model_type",
                    "num_hidden_layers",
                    "hidden_size",
                    "intermediate_size",
                    "num_attention_heads",
                    "num_key_value_heads",
                    "head_dim",
                    "vocab_size",
                    "max_position_embeddings",
                    "rms_norm_eps",
                    "rope_theta",
                    "rope_scaling",
                    "rope_parameters",
                    "tie_word_embeddings");

    /** Fields that may change results, with the values that do not. */
    private static final Map<String, Set<String>> NEUTRAL =
            Map.ofEntries(
                    Map.entry("hidden_act", Set.of("silu", "swish")),
                    Map.entry("attention_bias", Set.of("false")),
                    Map.entry("qkv_bias", Set.of("false")),
                    Map.entry("bias", Set.of("false")),
                    Map.entry("mlp_bias", Set.of("false")),
                    Map.entry("use_sliding_window", Set.of("false")),
                    Map.entry("rope_interleaved", Set.of("false")),
                    Map.entry("partial_rotary_factor", Set.of("1", "1.0")),
                    Map.entry("attention_multiplier", Set.of("1", "1.0")),
                    Map.entry("embedding_multiplier", Set.of("1", "1.0")),
                    Map.entry("residual_multiplier", Set.of("1", "1.0")),
                    Map.entry("logits_scaling", Set.of("1", "1.0")),
                    Map.entry("is_encoder_decoder", Set.of("false")),
                    Map.entry("add_cross_attention", Set.of("false")),
                    Map.entry("tie_encoder_decoder", Set.of("false")),
                    Map.entry("pruned_heads", Set.of("{}", "[]")));

    /** Fields of training, text generation, provenance and in-memory formats. */
    private static final Set<String> WITHOUT_INFLUENCE =
            Set.of(
                    "_name_or_path",
                    "_attn_implementation",
                    "_attn_implementation_autoset",
                    "architectures",
                    "attention_dropout",
                    "attn_implementation",
                    "auto_map",
                    "bad_words_ids",
                    "begin_suppress_tokens",
                    "bos_token_id",
                    "chunk_size_feed_forward",
                    "decoder_start_token_id",
                    "diversity_penalty",
                    "do_sample",
                    "dtype",
                    "early_stopping",
                    "encoder_no_repeat_ngram_size",
                    "eos_token_id",
                    "exponential_decay_length_penalty",
                    "finetuning_task",
                    "forced_bos_token_id",
                    "forced_eos_token_id",
                    "id2label",
                    "initializer_range",
                    "is_decoder",
                    "is_llama_config",
                    "label2id",
                    "length_penalty",
                    "max_length",
                    "max_sequence_length", // in early LLaMA files, in addition to
                    // max_position_embeddings
                    "min_length",
                    "model_max_length",
                    "no_repeat_ngram_size",
                    "num_beam_groups",
                    "num_beams",
                    "num_return_sequences",
                    "output_attentions",
                    "output_hidden_states",
                    "output_scores",
                    "pad_token_id",
                    "prefix",
                    "pretraining_tp", // splits matrix products without changing results
                    "problem_type",
                    "remove_invalid_values",
                    "repetition_penalty",
                    "resid_pdrop",
                    "return_dict",
                    "return_dict_in_generate",
                    "sep_token_id",
                    "suppress_tokens",
                    "task_specific_params",
                    "temperature",
                    "tf_legacy_loss",
                    "tokenizer_class",
                    "top_k",
                    "top_p",
                    "torch_dtype",
                    "torchscript",
                    "transformers.js_config",
                    "transformers_version",
                    "typical_p",
                    "unk_token_id",
                    "unsloth_fixed",
                    "unsloth_version",
                    "use_bfloat16",
                    "use_cache");

    private HuggingFaceConfig() {}

    static LlamaConfig read(Path file) {
        JsonDocument json = JsonDocument.read(file);
        if (!json.text("model_type").equals("llama")) {
            throw new ModelFileException(
                    file, "model_type must be llama, but is " + json.text("model_type"));
        }
        refuseOthers(json);
        int heads = json.integer("num_attention_heads");
        int width = json.integer("hidden_size");
        if (heads < 1) {
            throw new ModelFileException(
                    file, "num_attention_heads must be positive, but is " + heads);
        }
        if (!json.has("head_dim") && width % heads != 0) {
            throw new ModelFileException(
                    file,
                    "hidden_size must be a multiple of num_attention_heads where head_dim is missing, but they are %d and %d"
                            .formatted(width, heads));
        }
        try {
            return new LlamaConfig(
                    json.integer("num_hidden_layers"),
                    width,
                    json.integer("intermediate_size"),
                    heads,
                    json.integer("num_key_value_heads", heads),
                    json.integer("head_dim", width / heads),
                    json.integer("vocab_size"),
                    // the defaults of transformers' LlamaConfig
                    json.integer("max_position_embeddings", 2048),
                    json.number("rms_norm_eps", 1e-6),
                    HuggingFaceRope.read(json),
                    json.flag("tie_word_embeddings", false));
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(
                    file, "does not describe a Llama model: " + e.getMessage(), e);
        }
    }

    private static void refuseOthers(JsonDocument json) {
        for (var field : json.node().properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            Set<String> neutral = NEUTRAL.get(name);
            if (value.isNull() || USED.contains(name) || WITHOUT_INFLUENCE.contains(name)) {
                continue;
            }
            if (neutral == null && !isFullAttention(name, value)) {
                throw new ModelFileException(
                        json.file(),
                        "the field %s is not understood; it may change what the model computes"
                                .formatted(name));
            }
            String text = value.isString() ? value.stringValue() : value.toString();
            if (neutral != null && !neutral.contains(text)) {
                throw new ModelFileException(
                        json.file(),
                        "%s must be %s, but is %s"
                                .formatted(
                                        name,
                                        String.join(" or ", neutral.stream().sorted().toList()),
                                        text.length() > 100 ? "longer" : text));
            }
        }
    }

    private static boolean isFullAttention(String name, JsonNode value) {
        return name.equals("layer_types")
                && value.isArray()
                && value.valueStream().allMatch(type -> type.asString("").equals("full_attention"));
    }
}
