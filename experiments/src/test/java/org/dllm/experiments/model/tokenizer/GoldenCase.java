package org.dllm.experiments.model.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.TokenizerSource.GgufVocabulary;
import org.dllm.experiments.model.tokenizer.TokenizerSource.HuggingFaceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.Json;
import org.dllm.experiments.model.tokenizer.TokenizerSource.SentencePieceFile;
import org.dllm.experiments.model.tokenizer.TokenizerSource.TiktokenFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of a reference implementation for 108 texts: sentencepiece 0.2.3, tokenizers 0.23.3,
 * llama.cpp (xllamacpp 2026.10) and tiktoken 0.14, recorded in {@code golden.json}.
 *
 * <p>llama.cpp decodes with the space that it inserted before a text; that space is removed here,
 * as in SentencePiece.
 *
 * @param json the case: a tokenizer or its path in the data folder, the ids of each text, and the
 *     decoded text where it differs
 */
record GoldenCase(JsonNode json) {

    private static final JsonNode GOLDEN = golden();

    private static JsonNode golden() {
        try (var in = Objects.requireNonNull(GoldenCase.class.getResourceAsStream("golden.json"))) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> texts() {
        return GOLDEN.path("strings").valueStream().map(JsonNode::stringValue).toList();
    }

    static Stream<GoldenCase> all(boolean ofTheDataFolder) {
        return GOLDEN.path("cases")
                .valueStream()
                .filter(json -> json.has("data") == ofTheDataFolder)
                .map(GoldenCase::new);
    }

    int[] ids(int text) {
        return ints(json.path("ids").path(text));
    }

    int[] beginning() {
        return ints(json.path("beginning"));
    }

    /** The decoded text of a text's ids; empty if the reference was not run. */
    Optional<String> decoded(int text) {
        JsonNode other = json.path("texts").path(text);
        return json.has("texts")
                ? Optional.of(other.isString() ? other.stringValue() : texts().get(text))
                : Optional.empty();
    }

    Tokenizer tokenizer(Path folder) throws IOException {
        Path data =
                json.has("data")
                        ? Path.of(System.getenv("DLLM_DATA_DIR"))
                                .resolve(json.path("data").stringValue())
                        : folder;
        return Tokenizers.of(
                switch (json.path("kind").stringValue()) {
                    case "SentencePiece" ->
                            new SentencePieceFile(json.has("data") ? data : model(folder));
                    case "tokenizer.json" ->
                            json.has("data")
                                    ? new HuggingFaceFile(data)
                                    : new Json(json.path("json").toString());
                    case "tiktoken" -> new TiktokenFile(data);
                    default -> json.has("data") ? withPre(data) : vocabulary();
                });
    }

    private Path model(Path folder) throws IOException {
        byte[] model = Base64.getDecoder().decode(json.path("model").stringValue());
        return Files.write(folder.resolve("tokenizer.model"), model);
    }

    /** The vocabulary of a GGUF file with another pre-tokenizer. */
    private GgufVocabulary withPre(Path data) {
        try (var model = ModelFiles.open(data)) {
            var v = (GgufVocabulary) model.tokenizer().orElseThrow();
            return new GgufVocabulary(
                    v.kind(),
                    json.path("pre").stringValue(),
                    v.tokens(),
                    v.scores(),
                    v.types(),
                    v.merges(),
                    v.bos(),
                    v.eos(),
                    v.pad(),
                    v.ends(),
                    Optional.empty(),
                    v.addsSpacePrefix());
        }
    }

    private GgufVocabulary vocabulary() {
        JsonNode v = json.path("vocabulary");
        var scores = new ArrayList<Float>();
        v.path("scores").forEach(score -> scores.add(score.floatValue()));
        return new GgufVocabulary(
                "llama",
                "",
                v.path("tokens").valueStream().map(JsonNode::stringValue).toList(),
                scores,
                v.path("types").valueStream().map(JsonNode::intValue).toList(),
                List.of(),
                OptionalInt.of(1),
                OptionalInt.of(2),
                OptionalInt.empty(),
                Set.of(2),
                Optional.empty(),
                v.path("addsSpacePrefix").booleanValue());
    }

    private static int[] ints(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    @Override
    public String toString() {
        return json.path("kind").stringValue() + ": " + json.path("name").stringValue();
    }
}
