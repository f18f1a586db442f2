package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.model.tokenizer.TokenizerSource.HuggingFaceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class JsonTokenizersTests {

    @TempDir private Path folder;

    private static Tokenizer of(ObjectNode json) {
        return Tokenizers.of(new Json(json.toString()));
    }

    private static void assertRefused(ObjectNode json, String why) {
        assertThatThrownBy(() -> of(json).close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void addedTokensAreDecodedUnchanged() {
        List<String> words =
                List.of(
                        "Straße",
                        "đem",
                        "ilÖveyou",
                        "Čačak",
                        "你好",
                        "<|用户|>",
                        " leading",
                        "ĠĠ",
                        "a b");
        ObjectNode json = JsonBytes.json();
        for (int i = 0; i < words.size(); i++) {
            JsonBytes.add(json, 258 + i, words.get(i), false);
        }
        try (Tokenizer tokenizer = of(json)) {
            for (int i = 0; i < words.size(); i++) {
                int[] ids = {258 + i};
                assertThat(tokenizer.encode(words.get(i))).isEqualTo(ids);
                assertThat(tokenizer.decode(ids)).isEqualTo(words.get(i));
                assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo(words.get(i));
                assertThat(tokenizer.token(258 + i)).isEqualTo(words.get(i));
                assertThat(tokenizer.stream(new int[0]).next(258 + i)).isEqualTo(words.get(i));
            }
            int[] between = tokenizer.encode("xStraßey");
            assertThat(tokenizer.decode(between)).isEqualTo("xStraßey");
        }
    }

    /** U+FFFD for each invalid byte and each truncated character, as in Python and Rust. */
    @ParameterizedTest
    @CsvSource({
        "ED B6, 2",
        "ED B6 F0 A1, 3",
        "ED A0 80, 3",
        "ED A0 80 ED B0 80, 6",
        "ED 9F, 1",
        "E1 80, 1",
        "F0 90 80, 1",
        "C0 80, 2",
        "F4 90 80 80, 4",
        "E0 80 80, 3"
    })
    void invalidBytesAreReplacedOneByOne(String hex, int replacements) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        int[] ids = IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
        try (Tokenizer tokenizer = of(JsonBytes.json())) {
            assertThat(tokenizer.decode(ids)).isEqualTo("\uFFFD".repeat(replacements));
            TokenStream stream = tokenizer.stream(new int[0]);
            String parts = IntStream.of(ids).mapToObj(stream::next).collect(Collectors.joining());
            assertThat(parts + stream.rest()).isEqualTo("\uFFFD".repeat(replacements));
        }
    }

    @Test
    void aTokenThatIsNotEncodedAsDeclaredIsRejected() {
        ObjectNode gap = JsonBytes.json();
        ((ObjectNode) gap.path("added_tokens").path(1)).put("id", 300);
        assertRefused(
                gap, "the token \"</s>\" is declared with the id 300, but is encoded as [257]");
        ObjectNode taken = JsonBytes.json();
        JsonBytes.add(taken, 97, "<tool>", false);
        assertRefused(
                taken, "the token \"<tool>\" is declared with the id 97, but is encoded as [258]");
        ObjectNode twice = JsonBytes.json();
        JsonBytes.add(twice, 257, "<tool>", false);
        assertRefused(twice, "\"</s>\" and \"<tool>\" have the same id 257");
    }

    @Test
    void aPromptHasTheTemplatesBeginTokensAndNoEndToken() {
        ObjectNode json = JsonBytes.json();
        JsonBytes.template(json, List.of(), List.of("</s>"));
        try (Tokenizer tokenizer = of(json)) {
            assertThat(tokenizer.encodePrompt("Hi")).containsExactly(72, 105);
        }
        JsonBytes.template(json, List.of("<s>"), List.of("</s>"));
        try (Tokenizer tokenizer = of(json)) {
            assertThat(tokenizer.encodePrompt("Hi")).containsExactly(256, 72, 105);
            assertThat(tokenizer.bos()).hasValue(256);
        }
        JsonBytes.template(json, List.of("<s>", "</s>", "<s>"), List.of());
        try (Tokenizer tokenizer = of(json)) {
            assertThat(tokenizer.encodePrompt("Hi")).containsExactly(256, 257, 256, 72, 105);
        }
        json.putNull("post_processor");
        try (Tokenizer tokenizer = of(json)) {
            assertThat(tokenizer.encodePrompt("Hi")).containsExactly(72, 105);
        }
    }

    @Test
    void allEndTokensOfTheFilesEndAnAnswer() throws IOException {
        ObjectNode json = JsonBytes.json();
        JsonBytes.add(json, 258, "<|eot_id|>", true);
        JsonBytes.add(json, 259, "<|eom_id|>", true);
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json.toString());
        Path config = folder.resolve("config.json");
        Files.writeString(config, "{\"eos_token_id\": [257, 259]}");
        Path generation = folder.resolve("generation_config.json");
        Files.writeString(generation, "{\"eos_token_id\": 258}");
        try (Tokenizer tokenizer = Tokenizers.of(new HuggingFaceFile(file))) {
            assertThat(tokenizer.ends()).containsExactlyInAnyOrder(257, 258, 259);
            assertThat(tokenizer.eos()).hasValue(257);
        }
        Files.writeString(config, "{\"eos_token_id\": \"257\"}");
        assertThatThrownBy(() -> Tokenizers.of(new HuggingFaceFile(file)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(config + ": eos_token_id must be a token id or a list");
    }

    /**
     * Without validation, each of these aborts the JVM, changes the text, or gives different ids
     * each time.
     */
    static Stream<Arguments> broken() {
        return Stream.of(
                broken(
                        "a template's token is not defined",
                        "\"<s>\" is not among",
                        json ->
                                ((ObjectNode) json.path("post_processor").path("special_tokens"))
                                        .remove("<s>")),
                broken(
                        "a template's token has no id",
                        "as many ids as tokens",
                        json ->
                                ((ObjectNode)
                                                json.path("post_processor")
                                                        .path("special_tokens")
                                                        .path("<s>"))
                                        .putArray("ids")),
                broken(
                        "a template's token has another id",
                        "\"<s>\" has the id 99",
                        json ->
                                ((ObjectNode)
                                                json.path("post_processor")
                                                        .path("special_tokens")
                                                        .path("<s>"))
                                        .putArray("ids")
                                        .add(99)),
                broken(
                        "a template has no text",
                        "must have the text A once",
                        json -> ((ArrayNode) json.path("post_processor").path("single")).remove(1)),
                broken(
                        "the end of an empty text is stripped",
                        "Strip: the field stop",
                        json ->
                                json.putObject("decoder")
                                        .put("type", "Strip")
                                        .put("content", " ")
                                        .put("start", 0)
                                        .put("stop", 1)),
                broken(
                        "an unknown part",
                        "the type BertNormalizer is not supported",
                        json -> json.putObject("normalizer").put("type", "BertNormalizer")),
                broken(
                        "an unknown field",
                        "the field trim is not known",
                        json -> ((ObjectNode) json.path("decoder")).put("trim", true)),
                broken(
                        "an empty pattern",
                        "the field pattern is invalid",
                        json ->
                                json.putObject("normalizer")
                                        .put("type", "Replace")
                                        .put("content", "x")
                                        .putObject("pattern")
                                        .put("String", "")),
                broken(
                        "an empty token",
                        "must have an id and a content",
                        json -> JsonBytes.add(json, 258, "x", false).remove("content")),
                broken(
                        "tokens with one id",
                        "which another token also has",
                        json -> ((ObjectNode) json.path("model").path("vocab")).put("xy", 5)),
                broken(
                        "an empty merge",
                        "model.merges",
                        json -> ((ArrayNode) json.path("model").path("merges")).add("q zz")),
                broken(
                        "an unknown token outside the vocabulary",
                        "model.unk_token",
                        json -> ((ObjectNode) json.path("model")).put("unk_token", "<none>")),
                broken(
                        "random merges",
                        "model.dropout",
                        json -> ((ObjectNode) json.path("model")).put("dropout", 0.5)),
                broken(
                        "a prefix of word parts",
                        "continuing_subword_prefix",
                        json ->
                                ((ObjectNode) json.path("model"))
                                        .put("continuing_subword_prefix", "##")),
                broken(
                        "another model",
                        "the type WordPiece is not supported",
                        json -> ((ObjectNode) json.path("model")).put("type", "WordPiece")));
    }

    private static Arguments broken(String what, String why, Consumer<ObjectNode> change) {
        return arguments(what, why, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void filesThatCrashTheEngineAreRejected(String what, String why, Consumer<ObjectNode> change) {
        ObjectNode json = JsonBytes.json();
        change.accept(json);
        assertRefused(json, why);
    }

    @Test
    void messagesNameTheFileAndAreOneLine() throws IOException {
        ObjectNode json = JsonBytes.json();
        JsonBytes.add(json, 97, "a\nb\u001b", false);
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json.toString());
        assertThatThrownBy(() -> Tokenizers.of(new HuggingFaceFile(file)))
                .hasMessageStartingWith(file + ": the token \"a\\u{A}b\\u{1B}\" is declared")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aPointerInPlaceOfATokenizerIsNamed() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("tokenizer.json"),
                        "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n");
        assertThatThrownBy(() -> Tokenizers.of(new HuggingFaceFile(file)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("Git LFS pointer");
    }
}
