package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.Rope.Llama3Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One tiny model in every format: all readers return the same tensors. */
class ModelFilesTests {

    @TempDir private Path folder;

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static void assertIsTheModel(Path path, String format, boolean tied) {
        try (ModelFile model = ModelFiles.open(path)) {
            assertThat(model.format()).isEqualTo(format);
            assertThat(model.config()).isEqualTo(ModelBytes.config(tied));
            var shapes = LlamaTensors.of(ModelBytes.config(tied));
            assertThat(model.tensors().keySet()).hasSameElementsAs(shapes.keySet());
            shapes.forEach((name, shape) ->
                    assertThat(model.float32(name).asFloatBuffer())
                            .as(name)
                            .isEqualTo(FloatBuffer.wrap(ModelBytes.values(name, shape))));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void llama2cLegacy(boolean tied) throws IOException {
        assertIsTheModel(file("m.bin", ModelBytes.legacy(tied)), "llama2.c", tied);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void llama2cVersion1(boolean tied) throws IOException {
        assertIsTheModel(file("m.bin", ModelBytes.version1(tied)), "llama2.c", tied);
    }

    @Test
    void gguf() throws IOException {
        assertIsTheModel(file("m.gguf", ModelBytes.gguf(Map.of())), "gguf", true);
    }

    @ParameterizedTest
    @CsvSource({"F32,false", "F16,false", "BF16,false", "F32,true", "BF16,true"})
    void safetensors(TensorType type, boolean sharded) throws IOException {
        Path model = ModelBytes.folder(folder, type, sharded, ModelBytes.configJson());
        assertIsTheModel(model, "safetensors", true);
    }

    @Test
    void ropeScalingOfLlama3IsRead() throws IOException {
        var config = ModelBytes.configJson();
        config.put("rope_theta", 500_000.0);
        config.put(
                "rope_scaling",
                Map.of(
                        "rope_type",
                        "llama3",
                        "factor",
                        32.0,
                        "low_freq_factor",
                        1.0,
                        "high_freq_factor",
                        4.0,
                        "original_max_position_embeddings",
                        8192));
        Path path = ModelBytes.folder(folder, TensorType.F32, false, config);
        try (ModelFile model = ModelFiles.open(path)) {
            assertThat(model.config().rope())
                    .isEqualTo(new Rope(500_000, new Llama3Scaling(32, 1, 4, 8192)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rope_parameters", "rope_scaling"})
    void ropeThetaMayBeInsideOrOutsideTheScaling(String scaling) throws IOException {
        var config = ModelBytes.configJson();
        config.put("rope_theta", 500_000.0);
        config.put(scaling, Map.of("rope_type", "default"));
        assertThat(rope(config)).isEqualTo(new Rope(500_000, null));
        config.put(scaling, Map.of("rope_type", "default", "rope_theta", 20_000.0));
        assertThat(rope(config)).isEqualTo(new Rope(20_000, null));
        config.remove("rope_theta");
        assertThat(rope(config)).isEqualTo(new Rope(20_000, null));
        config.put(scaling, Map.of("rope_type", "default"));
        assertThat(rope(config)).isEqualTo(new Rope(10_000, null));
    }

    private Rope rope(Map<String, Object> config) throws IOException {
        Path path = ModelBytes.folder(folder, TensorType.F32, false, config);
        try (ModelFile model = ModelFiles.open(path)) {
            return model.config().rope();
        }
    }

    /** Divisors of Llama 3.2 1B, computed with the published formula in Python. */
    private static float[] divisors() {
        var divisors = new float[32];
        Arrays.fill(divisors, 0, 15, 1);
        divisors[15] = 1.651329f;
        divisors[16] = 3.292262f;
        divisors[17] = 9.666729f;
        Arrays.fill(divisors, 18, 32, 32);
        return divisors;
    }

    @Test
    void divisorsOfGgufAreLlama3sScaling() throws IOException {
        Map<String, Object> base = Map.of("llama.rope.freq_base", 500_000f);
        Path path = file("m.gguf", ModelBytes.ggufWithDivisors(base, divisors()));
        try (ModelFile model = ModelFiles.open(path)) {
            Rope rope = model.config().rope();
            assertThat(rope).isEqualTo(new Rope(500_000, new Llama3Scaling(32, 1, 4, 8192)));
            double[] plain = new Rope(500_000, null).frequencies(64);
            double[] scaled = rope.frequencies(64);
            for (int i = 0; i < 32; i++) {
                assertThat(scaled[i]).isCloseTo(plain[i] / divisors()[i], withinPercentage(1e-4));
            }
        }
    }

    @Test
    void divisorsOfOneMeanNoScaling() throws IOException {
        Path path = file("m.gguf", ModelBytes.ggufWithDivisors(Map.of(), 1, 1));
        try (ModelFile model = ModelFiles.open(path)) {
            assertThat(model.config().rope()).isEqualTo(new Rope(10_000, null));
        }
    }

    @Test
    void divisorsOfAnotherScalingAreRejected() throws IOException {
        float[] divisors = divisors();
        divisors[16] = 3.3f;
        Map<String, Object> base = Map.of("llama.rope.freq_base", 500_000f);
        Path path = file("m.gguf", ModelBytes.ggufWithDivisors(base, divisors));
        assertThatThrownBy(() -> ModelFiles.open(path))
                .hasMessageContaining("is not Llama 3's scaling by 32.0: divisor 16 must be 3.29");
    }

    @Test
    void aBufferIsFilledFromItsPosition() throws IOException {
        try (ModelFile model = ModelFiles.open(file("m.bin", ModelBytes.legacy(true)))) {
            var target = ByteBuffer.allocateDirect(48).order(ByteOrder.nativeOrder()).position(8);
            model.read(LlamaTensors.NORM, target);
            float first =
                    ModelBytes.values(LlamaTensors.NORM, model.info(LlamaTensors.NORM).shape())[0];
            assertThat(target.getFloat(8)).isEqualTo(first);
            assertThat(target.getFloat(0)).isZero();
            assertThatThrownBy(() -> model.read(LlamaTensors.EMBEDDING, target))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs a buffer of 192 bytes, but it has 40");
        }
    }

    @Test
    void aBufferOutlivesItsFile() throws IOException {
        ByteBuffer values;
        try (ModelFile model = ModelFiles.open(file("m.bin", ModelBytes.legacy(true)))) {
            values = model.float32(LlamaTensors.NORM);
        }
        assertThat(values.getFloat(4)).isEqualTo(values.getFloat(0) + 1);
    }
}
