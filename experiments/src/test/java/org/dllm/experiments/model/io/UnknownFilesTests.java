package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are not models: errors name their kind if it is known and never show their content.
 */
class UnknownFilesTests {

    @TempDir private Path folder;

    private AbstractThrowableAssert<?, ? extends Throwable> opening(String name, byte[] content)
            throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        return assertThatThrownBy(() -> ModelFiles.open(file).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(file.toString());
    }

    static Stream<Arguments> files() {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n";
        return Stream.of(
                arguments("m.gguf", pointer, "a Git LFS pointer"),
                arguments("model.safetensors", pointer, "a Git LFS pointer"),
                arguments("m.gguf", "<!DOCTYPE html><html><body>404</body></html>", "an HTML page"),
                arguments("m.bin", "\n  <html><head></head></html>", "an HTML page"),
                arguments("m.bin", "<!-- 404 -->\n<html></html>", "an HTML page"),
                arguments("m.bin", "<?xml version=\"1.0\"?><Error/>", "an XML document"),
                arguments("m.safetensors", "", "the file is empty"),
                arguments("pytorch_model.bin", "PK\003\004\000\001\002\003", "a ZIP archive"),
                arguments("old.bin", "lmgg, as of GGML's first files", "before GGUF"),
                arguments("secret.bin", "user:password-of-a-long-line", "file format is unknown"),
                arguments(
                        "secret.safetensors",
                        "user:password-of-a-long-line",
                        "file format is unknown"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void filesOfOtherKindsAreReportedWithTheExpectedFormats(
            String name, String content, String kind) throws IOException {
        opening(name, content.getBytes(StandardCharsets.ISO_8859_1))
                .hasMessageContaining(kind)
                .hasMessageContaining("expected GGUF, safetensors")
                .message()
                .doesNotContain("password");
    }

    @Test
    void aPickleAndACompressedFileAreNamed() throws IOException {
        byte[] pickle = new byte[40];
        pickle[0] = (byte) 0x80;
        pickle[1] = 2;
        opening("m.bin", pickle).hasMessageContaining("Python pickle");
        byte[] gzip = new byte[40];
        gzip[0] = 0x1F;
        gzip[1] = (byte) 0x8B;
        opening("m.gguf", gzip).hasMessageContaining("compressed with gzip");
    }

    @Test
    void contentOfUnknownFilesIsNotShown() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putInt(1_934_306_644);
        }
        opening("m.bin", bytes.array()).message().doesNotContain("1934306644");
        opening("m.safetensors", bytes.array()).message().doesNotContain("1934306644");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aPartOfASplitFileIsReported(int part) throws IOException {
        byte[] gguf = ModelBytes.gguf(Map.of("split.no", part, "split.count", 2));
        opening("m.gguf", gguf).hasMessageContaining("part %d of the 2 parts", part + 1);
    }

    @Test
    void aShardIsReportedWithTheFileToOpen() throws IOException {
        ModelBytes.folder(folder, TensorType.F32, true, ModelBytes.configJson());
        Path shard = folder.resolve("model-00001-of-00002.safetensors");
        assertThatThrownBy(() -> ModelFiles.open(shard).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("one of 2 shards")
                .hasMessageContaining("model.safetensors.index.json");
    }

    @Test
    void aMissingConfigurationIsReported() throws IOException {
        Path model = ModelBytes.folder(folder, TensorType.F32, false, ModelBytes.configJson());
        Path config = model.resolve("config.json");
        Files.delete(config);
        assertThatThrownBy(() -> ModelFiles.open(model).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessage(config + ": there is no such file, but the model needs it");
    }

    @Test
    void aPointerInPlaceOfAConfigurationIsNamed() throws IOException {
        Path model = ModelBytes.folder(folder, TensorType.F32, false, ModelBytes.configJson());
        Path config = model.resolve("config.json");
        Files.writeString(config, "version https://git-lfs.github.com/spec/v1\noid sha256:1\n");
        assertThatThrownBy(() -> ModelFiles.open(model).close())
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(config + ": the file is a Git LFS pointer");
    }

    @Test
    void aSplitFileWithOnePartIsRead() throws IOException {
        Path file = folder.resolve("m.gguf");
        Files.write(file, ModelBytes.gguf(Map.of("split.no", 0, "split.count", 1)));
        ModelFiles.open(file).close();
    }

    /**
     * Lists stay in the file, because each value would become an object far larger than its bytes.
     */
    @Test
    void listsThatAreNotNeededStayInTheFile() throws IOException {
        Path file = folder.resolve("m.gguf");
        Map<String, Object> lists =
                Map.of(
                        "general.large",
                        new byte[9_000_000],
                        "general.texts",
                        Collections.nCopies(500_000, "x"));
        Files.write(file, ModelBytes.gguf(lists));
        try (ModelFile model = ModelFiles.open(file)) {
            assertThat(model.metadata())
                    .containsEntry("general.large", "a list of 9000000")
                    .containsEntry("general.texts", "a list of 500000");
        }
    }

    @Test
    void aVocabularyLargerThanTheEmbeddingIsRejectedBeforeReading() throws IOException {
        Path file = folder.resolve("m.gguf");
        Map<String, Object> lists =
                Map.of(
                        "tokenizer.ggml.model",
                        "llama",
                        "tokenizer.ggml.tokens",
                        Collections.nCopies(7, "x"));
        Files.write(file, ModelBytes.gguf(lists));
        try (ModelFile model = ModelFiles.open(file)) {
            assertThatThrownBy(model::tokenizer)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("tokenizer.ggml.tokens must have at most 6 values");
        }
    }

    @Test
    void tooManyEntriesAreRejectedBeforeReading() throws IOException {
        byte[] gguf = Arrays.copyOf(ModelBytes.gguf(Map.of()), 1 << 20);
        ByteBuffer.wrap(gguf).order(ByteOrder.LITTLE_ENDIAN).putLong(16, 20_000);
        opening("m.gguf", gguf).hasMessageContaining("20000 metadata entries");
    }
}
