package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.model.tokenizer.TokenizerSource.HuggingFaceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids and decoded texts match the reference implementations. */
class GoldenTokenizersTests {

    @TempDir private Path folder;

    static Stream<GoldenCase> small() {
        return GoldenCase.all(false);
    }

    static Stream<GoldenCase> published() {
        return GoldenCase.all(true);
    }

    @ParameterizedTest
    @MethodSource("small")
    void smallTokenizersMatchTheReference(GoldenCase golden) throws IOException {
        try (Tokenizer tokenizer = golden.tokenizer(folder)) {
            assertIsGolden(golden, tokenizer);
        }
    }

    @ParameterizedTest
    @MethodSource("published")
    @Tag("data")
    void publishedTokenizersMatchTheReference(GoldenCase golden) throws IOException {
        try (Tokenizer tokenizer = golden.tokenizer(folder)) {
            assertIsGolden(golden, tokenizer);
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void aRepublishedTokenizerIsTheSame(GoldenCase golden) throws IOException {
        try (Tokenizer tokenizer = golden.tokenizer(folder)) {
            TokenizerFile file = tokenizer.file();
            Path again = Files.write(folder.resolve(file.name()), file.content());
            try (Tokenizer second =
                    Tokenizers.of(
                            file.name().endsWith(".json")
                                    ? new HuggingFaceFile(again)
                                    : new SentencePieceFile(again))) {
                assertIsGolden(golden, second);
                assertThat(second.eos()).isEqualTo(tokenizer.eos());
                assertThat(second.pad()).isEqualTo(tokenizer.pad());
                assertThat(second.file().sha256()).isEqualTo(file.sha256());
            }
        }
    }

    private static void assertIsGolden(GoldenCase golden, Tokenizer tokenizer) {
        List<String> texts = GoldenCase.texts();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            int[] ids = golden.ids(i);
            assertThat(tokenizer.encode(text)).as("\"%s\"", text).isEqualTo(ids);
            int[] prompt =
                    IntStream.concat(IntStream.of(golden.beginning()), IntStream.of(ids)).toArray();
            assertThat(tokenizer.encodePrompt(text)).as("\"%s\"", text).isEqualTo(prompt);
            golden.decoded(i)
                    .ifPresent(decoded -> {
                        assertThat(tokenizer.decode(ids)).as("\"%s\"", text).isEqualTo(decoded);
                        assertThat(streamed(tokenizer, ids)).as("\"%s\"", text).isEqualTo(decoded);
                    });
        }
    }

    private static String streamed(Tokenizer tokenizer, int[] ids) {
        TokenStream stream = tokenizer.stream(new int[0]);
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.next(id));
        }
        return text.append(stream.rest()).toString();
    }
}
