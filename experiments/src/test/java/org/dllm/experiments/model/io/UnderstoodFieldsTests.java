package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.Rope.Llama3Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Fields that change results are used or rejected by name. */
class UnderstoodFieldsTests {

    private static final Map<String, Object> LLAMA_3 =
            Map.of(
                    "rope_type",
                    "llama3",
                    "factor",
                    8.0,
                    "low_freq_factor",
                    1.0,
                    "high_freq_factor",
                    4.0,
                    "original_max_position_embeddings",
                    8192);
    private static final Map<String, Object> DEFAULT =
            Map.of("rope_type", "default", "rope_theta", 500_000.0);

    @TempDir private Path folder;

    private Path model(Map<String, Object> config) throws IOException {
        return ModelBytes.folder(folder, TensorType.F32, false, config);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(Path model) {
        return assertThatThrownBy(() -> ModelFiles.open(model).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(folder.toString());
    }

    private static Rope rope(Path model) {
        try (ModelFile file = ModelFiles.open(model)) {
            return file.config().rope();
        }
    }

    @Test
    void aScalingIsUsedIfTheOtherFieldIsDefault() throws IOException {
        var config = ModelBytes.configJson();
        config.put("rope_theta", 500_000.0);
        config.put("rope_scaling", LLAMA_3);
        config.put("rope_parameters", DEFAULT);
        var scaled = new Rope(500_000, new Llama3Scaling(8, 1, 4, 8192));
        assertThat(rope(model(config))).isEqualTo(scaled);
        config.put("rope_scaling", DEFAULT);
        config.put("rope_parameters", LLAMA_3);
        assertThat(rope(model(config))).isEqualTo(scaled);
    }

    @Test
    void anUnknownScalingIsRejectedIfTheOtherFieldIsDefault() throws IOException {
        var config = ModelBytes.configJson();
        config.put("rope_scaling", Map.of("type", "linear", "factor", 8.0));
        config.put("rope_parameters", DEFAULT);
        refused(model(config)).hasMessageContaining("rope_scaling").hasMessageContaining("linear");
    }

    @Test
    void contradictoryScalingsAreRejected() throws IOException {
        var config = ModelBytes.configJson();
        config.put("rope_scaling", LLAMA_3);
        var other = new HashMap<>(LLAMA_3);
        other.put("factor", 32.0);
        config.put("rope_parameters", other);
        refused(model(config)).hasMessageContaining("rope_scaling and rope_parameters");
        config.put("rope_scaling", Map.of("rope_type", "default", "rope_theta", 10_000.0));
        config.put("rope_parameters", DEFAULT);
        refused(model(config)).hasMessageContaining("rope_theta is 10000.0");
        config.put("rope_scaling", Map.of("rope_type", "llama3", "type", "linear"));
        refused(model(config)).hasMessageContaining("the type linear");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "factor",
                "low_freq_factor",
                "high_freq_factor",
                "original_max_position_embeddings"
            })
    void aScalingWithoutAFactorIsRejected(String field) throws IOException {
        var config = ModelBytes.configJson();
        var scaling = new HashMap<>(LLAMA_3);
        scaling.remove(field);
        config.put("rope_scaling", scaling);
        refused(model(config)).hasMessageContaining("has no " + field);
    }

    @ParameterizedTest
    @CsvSource({
        "sliding_window, 4096",
        "attention_bias, true",
        "mlp_bias, true",
        "attention_multiplier, 0.5",
        "logits_scaling, 8",
        "final_logit_softcapping, 30.0",
        "attn_logit_softcapping, 50.0",
        "query_pre_attn_scalar, 256",
        "partial_rotary_factor, 0.5",
        "rope_interleaved, true",
        "quantization_config, 4",
        "use_qk_norm, true",
        "layer_types, sliding_attention",
        "hidden_act, gelu"
    })
    void configFieldsThatChangeResultsAreRejected(String field, String value) throws IOException {
        var config = ModelBytes.configJson();
        config.put(field, value.matches("true|[\\d.]+") ? new JsonMapper().readTree(value) : value);
        refused(model(config)).hasMessageContaining(field);
    }

    @Test
    void fieldsWithoutInfluenceAreIgnored() throws IOException {
        var config = ModelBytes.configJson();
        config.put("attention_bias", false);
        config.put("torch_dtype", "bfloat16");
        config.put("attention_dropout", 0.1);
        config.put("layer_types", List.of("full_attention", "full_attention"));
        config.put("rope_interleaved", false);
        assertThat(rope(model(config))).isEqualTo(new Rope(10_000, null));
    }

    @ParameterizedTest
    @CsvSource({
        "llama.rope.scale_linear, 4.0",
        "llama.rope.scaling.factor, 4.0",
        "llama.rope.scaling.attn_factor, 1.5",
        "llama.rope.scaling.yarn_log_multiplier, 0.1",
        "llama.attention.scale, 0.5",
        "llama.attention.sliding_window, 4096",
        "llama.logit_scale, 8.0",
        "llama.final_logit_softcapping, 30.0",
        "llama.attn_logit_softcapping, 50.0",
        "llama.residual_scale, 0.2",
        "llama.embedding_scale, 12.0",
        "llama.attention.clamp_kqv, 8.0",
        "tokenizer.ggml.precompiled_charsmap, 1",
        "general.type, adapter"
    })
    void ggufEntriesThatChangeResultsAreRejected(String key, String value) throws IOException {
        Object typed =
                value.contains(".") && value.matches("[\\d.]+")
                        ? Float.valueOf(value)
                        : value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;
        Path file = folder.resolve("m.gguf");
        Files.write(file, ModelBytes.gguf(Map.of(key, typed)));
        refused(file).hasMessageContaining(key);
    }

    @Test
    void ggufEntriesWithoutInfluenceAreIgnored() throws IOException {
        Path file = folder.resolve("m.gguf");
        Files.write(
                file,
                ModelBytes.gguf(
                        Map.of(
                                "llama.rope.scale_linear",
                                1f,
                                "llama.vocab_size",
                                6,
                                "tokenizer.chat_template",
                                "x".repeat(9999),
                                "quantize.imatrix.file",
                                "x")));
        assertThat(rope(file)).isEqualTo(new Rope(10_000, null));
    }

    @Test
    void ggufWithoutEpsilonIsRejected() throws IOException {
        String key = "llama.attention.layer_norm_rms_epsilon";
        Path file = folder.resolve("m.gguf");
        Files.write(file, ModelBytes.gguf(Map.of(key, ModelBytes.MISSING)));
        refused(file).hasMessageContaining(key).hasMessageContaining("absent");
    }

    @Test
    void aStoredHeadOfATiedModelMustEqualTheEmbedding() throws IOException {
        Path model = model(ModelBytes.configJson());
        byte[] tied = Files.readAllBytes(model.resolve("model.safetensors"));
        byte[] same = ModelBytes.withTensor(tied, "lm_head.weight", LlamaTensors.EMBEDDING, 0);
        Files.write(model.resolve("model.safetensors"), same);
        assertThat(rope(model)).isNotNull();
        byte[] other = ModelBytes.withTensor(tied, "lm_head.weight", LlamaTensors.EMBEDDING, 1);
        Files.write(model.resolve("model.safetensors"), other);
        refused(model).hasMessageContaining("tie_word_embeddings").hasMessageContaining("lm_head");
    }

    @Test
    void aTensorThatTheIndexDoesNotListIsRejected() throws IOException {
        Path model = ModelBytes.folder(folder, TensorType.F32, true, ModelBytes.configJson());
        Path shard = model.resolve("model-00001-of-00002.safetensors");
        String bias = "model.layers.0.self_attn.q_proj.bias";
        Files.write(
                shard,
                ModelBytes.withTensor(
                        Files.readAllBytes(shard),
                        bias,
                        "model.layers.0.input_layernorm.weight",
                        0));
        refused(model)
                .hasMessageContaining(bias)
                .hasMessageContaining(shard.getFileName().toString());
    }

    @Test
    void anEmptyTensorMayHaveAnyOffset() throws IOException {
        Path model = model(ModelBytes.configJson());
        Path weights = model.resolve("model.safetensors");
        String frequencies = "model.layers.0.self_attn.rotary_emb.inv_freq";
        Files.write(weights, ModelBytes.withEmptyTensor(Files.readAllBytes(weights), frequencies));
        try (ModelFile file = ModelFiles.open(model)) {
            assertThat(file.tensors()).doesNotContainKey(frequencies);
        }
    }
}
