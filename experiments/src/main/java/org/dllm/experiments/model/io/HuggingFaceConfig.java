package org.dllm.experiments.model.io;

import java.nio.file.Path;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.Rope.Llama3Scaling;
import org.jspecify.annotations.Nullable;

/** Hugging Face's {@code config.json} of a Llama model. */
final class HuggingFaceConfig {

    private HuggingFaceConfig() {}

    static LlamaConfig read(Path file) {
        JsonDocument json = JsonDocument.read(file);
        must(json, "model_type", json.text("model_type"), "llama");
        if (json.has("hidden_act")) {
            must(json, "hidden_act", json.text("hidden_act"), "silu");
        }
        for (String bias : new String[] {"attention_bias", "mlp_bias"}) {
            must(json, bias, String.valueOf(json.flag(bias, false)), "false");
        }
        int heads = json.integer("num_attention_heads");
        int width = json.integer("hidden_size");
        if (heads < 1) {
            throw new ModelFileException(
                    file, "num_attention_heads must be positive, but is " + heads);
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
                    json.integer("max_position_embeddings", 2048),
                    json.number("rms_norm_eps", 1e-6),
                    rope(json),
                    json.flag("tie_word_embeddings", false));
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file, "is no Llama model's: " + e.getMessage(), e);
        }
    }

    private static void must(JsonDocument json, String field, String value, String expected) {
        if (!value.equals(expected)) {
            throw new ModelFileException(
                    json.file(), "%s must be %s, but is %s".formatted(field, expected, value));
        }
    }

    /**
     * {@code rope_theta} and {@code rope_scaling}, or both in {@code rope_parameters} since 2025; a
     * {@code rope_theta} inside goes before one outside.
     */
    private static Rope rope(JsonDocument json) {
        JsonDocument both = json.object("rope_parameters");
        JsonDocument scaling = both == null ? json.object("rope_scaling") : both;
        double base = json.number("rope_theta", 10_000);
        return scaling == null
                ? new Rope(base, null)
                : new Rope(scaling.number("rope_theta", base), scaling(scaling));
    }

    private static @Nullable Llama3Scaling scaling(JsonDocument json) {
        String type =
                json.has("rope_type")
                        ? json.text("rope_type")
                        : json.has("type") ? json.text("type") : "default";
        return switch (type) {
            case "default" -> null;
            case "llama3" ->
                    new Llama3Scaling(
                            json.number("factor", 8),
                            json.number("low_freq_factor", 1),
                            json.number("high_freq_factor", 4),
                            json.integer("original_max_position_embeddings", 8192));
            default ->
                    throw new ModelFileException(
                            json.file(), "rope_type must be default or llama3, but is " + type);
        };
    }
}
