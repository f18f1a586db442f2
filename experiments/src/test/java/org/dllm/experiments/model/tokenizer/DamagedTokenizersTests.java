package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.dllm.experiments.model.tokenizer.TokenizerSource.GgufVocabulary;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Json;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Llama2cFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.TiktokenFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedTokenizersTests {

    @TempDir private Path folder;

    @Test
    void unknownKindsAreReportedWithTheSupportedOnes() {
        assertThatThrownBy(() -> Tokenizers.of(gguf("wordpiece", "")))
                .hasMessageContaining("llama or gpt2, but is wordpiece");
        assertThatThrownBy(() -> Tokenizers.of(gguf("gpt2", "klingon")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("klingon")
                .hasMessageContaining("smollm");
    }

    private static GgufVocabulary gguf(String kind, String pre) {
        return new GgufVocabulary(
                kind,
                pre,
                List.of("a"),
                List.of(),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Set.of(),
                Optional.of(false),
                false);
    }

    @Test
    void invalidTokenizerFilesAreRejected() throws IOException {
        assertThatThrownBy(() -> Tokenizers.of(new Json("{")))
                .isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() ->
                        Tokenizers.of(new Json("{\"model\":{\"vocab\":{\"a\":-1},\"merges\":[]}}")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("-1");
        Path ranks = Files.writeString(folder.resolve("x.tiktoken"), "IQ== 0\nIg== 7\n");
        assertThatThrownBy(() -> Tokenizers.of(new TiktokenFile(ranks)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("line 2 must be a token in Base64, a space and the rank 1");
    }

    @Test
    @Tag("data")
    void randomDamageIsReportedOrHarmless() throws IOException {
        Path stories = Path.of(System.getenv("DLLM_DATA_DIR"), "models", "stories260K");
        var random = new Random(5);
        for (String name : List.of("tok512.bin", "tok512.model")) {
            byte[] whole = Files.readAllBytes(stories.resolve(name));
            int refused = 0;
            for (int i = 0; i < 150; i++) {
                byte[] damaged = whole.clone();
                if (i % 5 == 0) {
                    damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
                } else {
                    damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
                }
                Path file = Files.write(folder.resolve(name), damaged);
                try (Tokenizer tokenizer =
                        Tokenizers.of(
                                name.endsWith(".bin")
                                        ? new Llama2cFile(file, 512)
                                        : new SentencePieceFile(file))) {
                    tokenizer.decode(tokenizer.encode("Once upon a time"));
                } catch (TokenizerException _) {
                    refused++;
                }
            }
            assertThat(refused).isBetween(10, 150);
        }
    }
}
