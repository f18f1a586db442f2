package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.dllm.experiments.model.tokenizer.TokenizerSource.GgufVocabulary;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of SentencePiece models and GGUF vocabularies are supported or rejected by name. */
class PieceRulesTests {

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    @TempDir private Path folder;

    private static ProtoWriter model() {
        var model = new ProtoWriter();
        piece(model, "<unk>", 0, UNKNOWN);
        piece(model, "<s>", 0, CONTROL);
        piece(model, "</s>", 0, CONTROL);
        piece(model, "▁", -1, NORMAL);
        piece(model, "a", -2, NORMAL);
        return model;
    }

    private static void piece(ProtoWriter model, String text, float score, int kind) {
        model.message(1, new ProtoWriter().text(1, text).float32(2, score).integer(3, kind));
    }

    private static ProtoWriter pairs() {
        return new ProtoWriter().integer(3, 2);
    }

    private Tokenizer open(ProtoWriter model) throws IOException {
        Path file = folder.resolve("tokenizer.model");
        return Tokenizers.of(new SentencePieceFile(Files.write(file, model.content())));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(ProtoWriter model) {
        return assertThatThrownBy(() -> open(model).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.model") + ": ");
    }

    @Test
    void unsupportedFieldsAreRejectedByName() {
        refused(model().message(2, new ProtoWriter().integer(3, 3)))
                .hasMessageContaining("model_type")
                .hasMessageContaining("3 (word)");
        refused(model().message(2, pairs().flag(99, true)))
                .hasMessageContaining("field 99 of trainer_spec");
        refused(model().message(3, new ProtoWriter().flag(7, true)))
                .hasMessageContaining("field 7 of normalizer_spec");
        refused(model().message(5, new ProtoWriter().bytes(2, new byte[8])))
                .hasMessageContaining("denormalizer_spec");
        refused(model().message(2, pairs().flag(35, true)))
                .hasMessageContaining("byte_fallback")
                .hasMessageContaining("<0x00> is missing");
        refused(model().message(3, new ProtoWriter().bytes(2, new byte[] {9, 9, 9, 9})))
                .hasMessageContaining("precompiled_charsmap");
    }

    @Test
    void aPieceThatOccursTwiceIsRejected() {
        ProtoWriter model = model();
        piece(model, "a", -3, NORMAL);
        refused(model).hasMessageContaining("the piece a twice, with the ids 4 and 5");
    }

    @Test
    void aUserDefinedRunIsRejectedInAUnigramModel() {
        ProtoWriter model = model();
        piece(model, "▁▁▁", 0, USER_DEFINED);
        refused(model).hasMessageContaining("\"▁▁▁\" repeats one character");
    }

    @Test
    void aModelWithoutABeginTokenBeginsWithNone() throws IOException {
        var model = new ProtoWriter();
        piece(model, "<unk>", 0, UNKNOWN);
        piece(model, "a", -1, NORMAL);
        try (Tokenizer tokenizer = open(model.message(2, pairs()))) {
            assertThat(tokenizer.bos()).isEmpty();
            assertThat(tokenizer.encodePrompt("a")).containsExactly(0, 1);
            assertThat(tokenizer.decode(new int[] {1, 0})).isEqualTo("a \u2047 ");
        }
    }

    @Test
    void theConfigurationMayDisableTheBeginToken() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"add_bos_token\": false}");
        try (Tokenizer tokenizer = open(model().message(2, pairs()))) {
            assertThat(tokenizer.encodePrompt("a")).containsExactly(3, 4);
        }
    }

    @Test
    void declaredTokensMustBePiecesOfTheModel() throws IOException {
        Files.writeString(folder.resolve("added_tokens.json"), "{\"<pad>\": 5}");
        ProtoWriter model = model().message(2, pairs());
        assertThatThrownBy(() -> open(model).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(
                        folder.resolve("added_tokens.json")
                                + ": declares the token \"<pad>\" with the id 5");
    }

    @Test
    void severalTokensEndAnAnswer() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": [2, 4]}");
        try (Tokenizer tokenizer = open(model().message(2, pairs()))) {
            assertThat(tokenizer.ends()).containsExactlyInAnyOrder(2, 4);
        }
    }

    private static GgufVocabulary gguf(String kind, String pre, List<String> tokens) {
        return new GgufVocabulary(
                kind,
                pre,
                tokens,
                List.of(),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Set.of(),
                Optional.empty(),
                false);
    }

    @Test
    void aGgufVocabularyWithoutPreTokenizerIsRejected() {
        assertThatThrownBy(() -> Tokenizers.of(gguf("gpt2", "", List.of("a"))))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("tokenizer.ggml.pre, the rule that splits");
    }

    @Test
    void theFirstLlama3IsKnownByItsVocabulary() {
        var tokens = new ArrayList<String>();
        for (int i = 0; i < 128_000; i++) {
            tokens.add("t" + i);
        }
        tokens.add("<|begin_of_text|>");
        assertThat(PreTokenizer.of(gguf("gpt2", "", tokens))).isEqualTo(PreTokenizer.LLAMA_3);
    }

    @Test
    void aGgufVocabularyWithoutAByteTokenIsRejected() {
        var source =
                new GgufVocabulary(
                        "llama",
                        "",
                        List.of("<unk>", "a"),
                        List.of(0f, 0f),
                        List.of(UNKNOWN, NORMAL),
                        List.of(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Set.of(),
                        Optional.empty(),
                        true);
        assertThatThrownBy(() -> Tokenizers.of(source))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("<0x00> is missing");
    }
}
