package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("data")
class SmolLm2FileTests {

    private static final Path FOLDER =
            Path.of(System.getenv("DLLM_DATA_DIR"), "models", "smollm2-135m");

    @Test
    void aFolderWithOneGgufIsTheModel() {
        try (var model = ModelFiles.open(FOLDER)) {
            assertThat(model.format()).isEqualTo("gguf");
            assertThat(model.config())
                    .isEqualTo(
                            new LlamaConfig(
                                    30,
                                    576,
                                    1536,
                                    9,
                                    3,
                                    64,
                                    49152,
                                    8192,
                                    1e-5,
                                    new Rope(1e5, null),
                                    true));
            assertThat(model.tensors()).hasSize(30 * 9 + 2);
            assertThat(model.metadata()).containsEntry("general.license", "apache-2.0");
        }
    }

    // Single values and sums weighted by position, dequantised by the Python package gguf 0.19.0,
    // with rows of query and key weights in Hugging Face's order.
    @ParameterizedTest
    @CsvSource({
        "model.embed_tokens.weight, 0.77557373, 244.36506032943726",
        "model.layers.3.self_attn.q_proj.weight, -0.044067383, 266.18428802490234",
        "model.layers.29.self_attn.k_proj.weight, -0.0901947, -176.47974395751953",
        "model.layers.7.mlp.down_proj.weight, -0.18908691, 250.75900268554688",
        "model.norm.weight, -1.2578125, -12.7421875"
    })
    void tensorsDecodeLikeTheReference(String name, float sample, double weightedSum) {
        try (var model = ModelFiles.open(FOLDER)) {
            var shape = model.info(name).shape();
            var values = model.float32(name).asFloatBuffer();
            long row = shape.dimension() == 1 ? 0 : 5 * shape.get(1);
            assertThat(values.get((int) row + 17)).isEqualTo(sample);
            double sum = 0;
            for (int i = 0; i < values.capacity(); i++) {
                sum += values.get(i) * (i % 7 - 3.0);
            }
            assertThat(sum).isCloseTo(weightedSum, within(1e-6));
        }
    }

    @Test
    void everyTensorIsCompleteAndFinite() {
        try (var model = ModelFiles.open(FOLDER)) {
            long elements = 0;
            for (var info : model.tensors().values()) {
                var values = model.float32(info.name()).asFloatBuffer();
                assertThat(Float.isFinite(values.get(values.capacity() - 1))).isTrue();
                elements += values.capacity();
            }
            assertThat(elements).isEqualTo(134_515_008);
        }
    }
}
