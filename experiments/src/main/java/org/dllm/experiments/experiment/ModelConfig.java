package org.dllm.experiments.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The configuration files of a model in the Hugging Face format. */
final class ModelConfig {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ModelConfig() {}

    /** {@code config.json}. */
    static String json(LlamaConfig config, Tokenizer tokenizer) {
        var json = new LinkedHashMap<String, Object>();
        json.put("architectures", List.of("LlamaForCausalLM"));
        json.put("model_type", "llama");
        json.put("hidden_act", "silu");
        json.put("hidden_size", config.width());
        json.put("intermediate_size", config.hidden());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.keyValueHeads());
        json.put("head_dim", config.headWidth());
        json.put("vocab_size", config.vocabulary());
        json.put("max_position_embeddings", config.context());
        json.put("rms_norm_eps", config.normEps());
        json.put("rope_theta", config.rope().base());
        Rope.Llama3Scaling scaling = config.rope().scaling();
        if (scaling != null) {
            json.put(
                    "rope_scaling",
                    new TreeMap<>(
                            Map.of(
                                    "rope_type", "llama3",
                                    "factor", scaling.factor(),
                                    "low_freq_factor", scaling.lowFrequencyFactor(),
                                    "high_freq_factor", scaling.highFrequencyFactor(),
                                    "original_max_position_embeddings",
                                            scaling.originalContext())));
        }
        json.put("tie_word_embeddings", config.tied());
        json.put("torch_dtype", "float32");
        tokenizer.bos().ifPresent(id -> json.put("bos_token_id", id));
        if (tokenizer.ends().size() > 1) {
            json.put("eos_token_id", tokenizer.ends().stream().sorted().toList());
        } else {
            tokenizer.eos().ifPresent(id -> json.put("eos_token_id", id));
        }
        return JSON.writeValueAsString(json);
    }

    /** {@code tokenizer_config.json}. */
    static String tokenizerJson(Tokenizer tokenizer) {
        var json = new LinkedHashMap<String, Object>();
        json.put("add_bos_token", tokenizer.encodePrompt("").length > 0);
        tokenizer.bos().ifPresent(id -> json.put("bos_token", tokenizer.token(id)));
        tokenizer.eos().ifPresent(id -> json.put("eos_token", tokenizer.token(id)));
        tokenizer.pad().ifPresent(id -> json.put("pad_token", tokenizer.token(id)));
        return JSON.writeValueAsString(json);
    }
}
