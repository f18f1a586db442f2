package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Truncated or inconsistent files cause a clear error. */
class DamagedFilesTests {

    @TempDir private Path folder;

    private AbstractThrowableAssert<?, ? extends Throwable> opening(String name, byte[] content)
            throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        return assertThatThrownBy(() -> ModelFiles.open(file).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aTruncatedFileIsReportedWithTensorAndOffset() throws IOException {
        byte[] legacy = ModelBytes.legacy(true);
        opening("cut.bin", Arrays.copyOf(legacy, 300))
                .hasMessageContaining("self_attn.q_proj.weight (8, 8) needs 256 bytes")
                .hasMessageContaining("at offset 284, but the file has 300 bytes");
        opening("cut.gguf", Arrays.copyOf(ModelBytes.gguf(Map.of()), 2500))
                .hasMessageContaining("but the file has 2500 bytes");
        opening("short.bin", new byte[3]).hasMessageContaining("file format is unknown");
        opening("empty.gguf", new byte[0]).hasMessageContaining("the file is empty");
    }

    @Test
    void additionalBytesAreAnError() throws IOException {
        byte[] legacy = ModelBytes.legacy(true);
        opening("long.bin", Arrays.copyOf(legacy, legacy.length + 4))
                .hasMessageContaining("must have " + legacy.length + " bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama.block_count|30|a model of 30 layers has 272 tensors, but the file has 20",
                "general.architecture|mamba|must be llama, but is mamba",
                "llama.block_count|3|model.layers.2.input_layernorm.weight (8) is absent",
                "llama.embedding_length|16|must have the shape",
                "llama.attention.head_count|0|head_count must be positive",
                "llama.attention.head_count_kv|3|multiple of keyValueHeads",
                "llama.rope.dimension_count|2|width of a head, 4, but is 2",
                "llama.expert_count|8|llama.expert_count must be 0, but is 8",
                "llama.context_length|many|must be an integer, but is many",
                "general.alignment|33|power of two",
                "llama.rope.scaling.type|yarn|yarn"
            })
    void invalidGgufEntriesAreReported(String key, String value, String why) throws IOException {
        Object typed = value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;
        opening("m.gguf", ModelBytes.gguf(Map.of(key, typed))).hasMessageContaining(why);
    }

    @Test
    void aHeaderOfMillionsOfTextsIsRejectedBeforeTheyAreRead() throws IOException {
        int half = 1 << 20;
        ByteBuffer header =
                ByteBuffer.allocate(200 + 8 * (2 * half + 1)).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0x46554747).putInt(3).putLong(0).putLong(2);
        for (int count : new int[] {half, half + 1}) {
            header.putLong(1).put((byte) ('a' + count - half)).putInt(9).putInt(8);
            header.putLong(count).position(header.position() + 8 * count);
        }
        opening("m.gguf", header.array())
                .hasMessageContaining("the lists of texts up to b")
                .hasMessageContaining("have 2097153 values; at most 2097152 are supported");
    }

    @Test
    void theMinimumIntegerAsVocabularyIsRejected() throws IOException {
        byte[] legacy = ModelBytes.legacy(true);
        ByteBuffer.wrap(legacy).order(ByteOrder.LITTLE_ENDIAN).putInt(20, Integer.MIN_VALUE);
        opening("m.bin", legacy).hasMessageContaining("file format is unknown");
    }

    @Test
    void hugeCountsAreRejectedBeforeAllocation() throws IOException {
        byte[] gguf = ModelBytes.gguf(Map.of());
        ByteBuffer.wrap(gguf).order(ByteOrder.LITTLE_ENDIAN).putLong(8, Long.MAX_VALUE);
        opening("m.gguf", gguf)
                .hasMessageContaining("the number of tensors at offset 8 is 9223372036854775807");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}'|overlaps"
                    + " tensor a",
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,20]}}'|ends at offset"
                        + " 20 of the data, but only 16",
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}}'|takes 12 bytes"
                        + " as F32 of shape [3]",
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}'|cover 8 bytes,"
                        + " but 16",
                "'{\"a\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}'|dtype I64",
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,16]}}'|more"
                    + " elements than any tensor",
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}'|[-4]",
                "'{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,16]}}'|has no shape",
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}}'|ascending"
                        + " data_offsets",
                "'{\"a\":1}'|must be a JSON object",
                "'{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"a\":{}}'|occurs"
                    + " twice",
                "'[]'|must be a JSON object",
                "'{\"a'|is not valid JSON"
            })
    void inconsistentSafetensorsHeadersAreRejected(String header, String why) throws IOException {
        Path file = folder.resolve("x.safetensors");
        Files.write(file, ModelBytes.safetensors(header, new byte[16]));
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aHugeSafetensorsHeaderIsRejected() throws IOException {
        Path file = folder.resolve("x.safetensors");
        var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong((100L << 20) + 1).array());
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("must be between 2 and 16777216");
    }

    @Test
    void anAbsentTensorIsNamed() throws IOException {
        ModelBytes.folder(folder, TensorType.F32, false, ModelBytes.configJson());
        opening(
                        "model.safetensors",
                        ModelBytes.safetensors(TensorType.F32, "(?!.*1.mlp.up_proj).*"))
                .hasMessageContaining("tensor model.layers.1.mlp.up_proj.weight (4, 8) is absent");
    }

    @Test
    void aShardOutsideTheFolderIsRejected() throws IOException {
        Path model = ModelBytes.folder(folder, TensorType.F32, true, ModelBytes.configJson());
        Path index = model.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replace("model-00001", "../model-00001"));
        assertThatThrownBy(() -> ModelFiles.open(model).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("../model-00001-of-00002.safetensors");
    }

    @ParameterizedTest
    @CsvSource({
        "hidden_act, gelu, silu",
        "model_type, gpt2, llama",
        "num_hidden_layers, 100000, layers",
        "tie_word_embeddings, maybe, true or false",
        "rms_norm_eps, -1, normEps",
        "num_key_value_heads, 1.5, an integer"
    })
    void unsupportedConfigurationFieldsAreReported(String field, String value, String why)
            throws IOException {
        var config = ModelBytes.configJson();
        config.put(field, value.matches("[-\\d.]+") ? (Object) Double.valueOf(value) : value);
        if (value.equals("100000")) {
            config.put(field, 100_000);
        }
        Path model = ModelBytes.folder(folder, TensorType.F32, false, config);
        assertThatThrownBy(() -> ModelFiles.open(model).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy.bin", "version1.bin", "m.gguf", "model.safetensors"})
    void randomDamageIsReportedOrHarmless(String name) throws IOException {
        ModelBytes.folder(folder, TensorType.BF16, false, ModelBytes.configJson());
        byte[] whole =
                switch (name) {
                    case "legacy.bin" -> ModelBytes.legacy(true);
                    case "version1.bin" -> ModelBytes.version1(false);
                    case "m.gguf" -> ModelBytes.gguf(Map.of());
                    default -> ModelBytes.safetensors(TensorType.BF16, ".*");
                };
        var random = new Random(name.hashCode());
        Path file = folder.resolve(name);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            Files.write(file, damaged(whole, random));
            try (ModelFile model = ModelFiles.open(file)) {
                model.tensors().keySet().forEach(model::float32);
            } catch (ModelFileException _) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 400);
    }

    /** Truncates the file or changes a few bytes, mostly near the beginning. */
    private static byte[] damaged(byte[] whole, Random random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        byte[] damaged = whole.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            int region = random.nextBoolean() ? 64 : Math.min(2000, whole.length);
            damaged[random.nextInt(region)] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) -1;
        }
        return damaged;
    }
}
