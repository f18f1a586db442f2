package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.TokenizerSource.HuggingFaceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Llama2cFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.TiktokenFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The published tokenizers, on 5,000 lines of the data. */
@Tag("data")
class TokenizerFilesTests {

    private static final Path SHARED = Path.of(System.getenv("DLLM_DATA_DIR"));
    private static final Path SMOLLM2 = SHARED.resolve("models/smollm2-135m");
    private static final Path STORIES = SHARED.resolve("models/stories260K");
    private static final int LINES = 5_000;
    private static final List<String> DATA = new ArrayList<>();

    @BeforeAll
    static void readLines() throws IOException {
        for (String file :
                List.of(
                        "gsm8k/test.jsonl",
                        "wikitext2/wiki.test.tokens",
                        "c4/c4_demo.jsonl",
                        "mmlu/validation.jsonl",
                        "samsum/train.jsonl")) {
            try (Stream<String> lines = Files.lines(SHARED.resolve("data").resolve(file))) {
                lines.filter(line -> !line.isBlank())
                        .limit(Math.min(LINES / 4, LINES - DATA.size()))
                        .forEach(DATA::add);
            }
        }
        assertThat(DATA).hasSize(LINES);
    }

    static Stream<Named<TokenizerSource>> namedSources() {
        return exactSources().map(source -> named(source.getClass().getSimpleName(), source));
    }

    private static Stream<TokenizerSource> exactSources() {
        return Stream.of(
                new HuggingFaceFile(SMOLLM2.resolve("tokenizer.json")),
                gguf(),
                new Llama2cFile(STORIES.resolve("tok512.bin"), 512),
                new SentencePieceFile(SHARED.resolve("tokenizers/llama2/tokenizer.model")),
                new TiktokenFile(SHARED.resolve("tokenizers/llama3/meta-llama-3-8B.tiktoken")));
    }

    private static TokenizerSource gguf() {
        try (var model = ModelFiles.open(SMOLLM2)) {
            return model.tokenizer().orElseThrow();
        }
    }

    @ParameterizedTest
    @MethodSource("namedSources")
    void everyLineIsDecodedExactly(TokenizerSource source) {
        try (Tokenizer tokenizer = Tokenizers.of(source)) {
            for (String line : DATA) {
                int[] ids = tokenizer.encode(line);
                assertThat(tokenizer.decode(ids)).isEqualTo(line);
                TokenStream stream = tokenizer.stream(new int[0]);
                var streamed = new StringBuilder();
                for (int id : ids) {
                    streamed.append(stream.next(id));
                }
                assertThat(streamed.append(stream.rest())).hasToString(line);
            }
        }
    }

    @Test
    void smolLm2IsTheSameFromItsFileAndFromGguf() {
        try (Tokenizer file =
                        Tokenizers.of(new HuggingFaceFile(SMOLLM2.resolve("tokenizer.json")));
                Tokenizer gguf = Tokenizers.of(gguf())) {
            assertThat(gguf.vocabulary()).isEqualTo(file.vocabulary()).isEqualTo(49152);
            assertThat(gguf.bos()).isEqualTo(file.bos()).hasValue(1);
            assertThat(gguf.eos()).isEqualTo(file.eos()).hasValue(2);
            for (String line : DATA) {
                assertThat(gguf.encode(line)).isEqualTo(file.encode(line));
            }
            assertThat(gguf.encode("<|im_start|>user\nHi")).startsWith(1, 4093);
        }
    }

    @Test
    void smolLm2GivesTheReferenceIds() throws IOException {
        var golden = new JsonMapper().readTree(Files.readAllBytes(SMOLLM2.resolve("golden.json")));
        try (Tokenizer tokenizer = Tokenizers.of(gguf())) {
            assertThat(golden.path("cases")).isNotEmpty();
            for (var one : golden.path("cases")) {
                int[] ids = one.path("ids").valueStream().mapToInt(id -> id.intValue()).toArray();
                int[] greedy =
                        one.path("greedy_ids")
                                .valueStream()
                                .mapToInt(id -> id.intValue())
                                .toArray();
                assertThat(tokenizer.encodePrompt(one.path("prompt").stringValue())).isEqualTo(ids);
                assertThat(tokenizer.decodeWithSpecials(greedy))
                        .isEqualTo(one.path("greedy_text").stringValue());
            }
        }
    }

    @Test
    void storiesVocabulariesAreTheSame() {
        try (Tokenizer bin = Tokenizers.of(new Llama2cFile(STORIES.resolve("tok512.bin"), 512));
                Tokenizer model =
                        Tokenizers.of(new SentencePieceFile(STORIES.resolve("tok512.model")))) {
            for (int id = 0; id < 512; id++) {
                assertThat(bin.token(id)).isEqualTo(model.token(id));
            }
            assertThat(bin.bos()).isEqualTo(model.bos()).hasValue(1);
            assertThat(bin.eos()).isEqualTo(model.eos()).hasValue(2);
            for (String line : DATA) {
                // the model's normalisation removes outer and double spaces, llama2.c does not
                String text = line.strip().replaceAll(" {2,}", " ");
                assertThat(bin.encode(text)).isEqualTo(model.encode(text));
            }
        }
    }

    @Test
    void llama3EndsATextAndATurn() {
        try (Tokenizer tokenizer =
                Tokenizers.of(
                        new TiktokenFile(
                                SHARED.resolve("tokenizers/llama3/meta-llama-3-8B.tiktoken")))) {
            assertThat(tokenizer.ends()).containsExactlyInAnyOrder(128_001, 128_009);
        }
    }

    @Test
    void aPublishedTokenizerIsTheSame(@TempDir Path folder) throws IOException {
        for (TokenizerSource source : exactSources().toList()) {
            try (Tokenizer tokenizer = Tokenizers.of(source);
                    Tokenizer again = Tokenizers.of(published(tokenizer, folder))) {
                assertThat(again.vocabulary()).isEqualTo(tokenizer.vocabulary());
                assertThat(again.bos()).isEqualTo(tokenizer.bos());
                assertThat(again.eos()).isEqualTo(tokenizer.eos());
                for (String line : DATA.subList(0, 200)) {
                    assertThat(again.encodePrompt(line)).isEqualTo(tokenizer.encodePrompt(line));
                }
            }
        }
    }

    private static TokenizerSource published(Tokenizer tokenizer, Path folder) throws IOException {
        TokenizerFile file = tokenizer.file();
        Path path = Files.write(folder.resolve(file.name()), file.content());
        return file.name().endsWith(".json")
                ? new HuggingFaceFile(path)
                : new SentencePieceFile(path);
    }
}
