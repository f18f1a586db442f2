package org.dllm.experiments.model.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The begin and end tokens that the files beside a {@code tokenizer.json} name. */
final class NeighbourSpecials {

    private NeighbourSpecials() {}

    static Specials of(Path tokenizerJson) {
        JsonNode tokenizer = read(tokenizerJson.resolveSibling("tokenizer_config.json"));
        JsonNode model = read(tokenizerJson.resolveSibling("config.json"));
        JsonNode added = read(tokenizerJson).path("added_tokens");
        return new Specials(
                id(tokenizer, model, added, "bos"),
                id(tokenizer, model, added, "eos"),
                id(tokenizer, model, added, "pad"));
    }

    private static OptionalInt id(JsonNode tokenizer, JsonNode model, JsonNode added, String role) {
        JsonNode named = tokenizer.path(role + "_token");
        // text, or an object that holds it
        String content = (named.isObject() ? named.path("content") : named).asString("");
        for (JsonNode token : added) {
            if (!content.isEmpty() && content.equals(token.path("content").asString(""))) {
                return OptionalInt.of(token.path("id").asInt(0));
            }
        }
        JsonNode id = model.path(role + "_token_id");
        // a list where several end an answer: the first is the text's end
        JsonNode first = id.isArray() ? id.path(0) : id;
        return first.isInt() && first.intValue() >= 0
                ? OptionalInt.of(first.intValue())
                : OptionalInt.empty();
    }

    private static JsonNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return TokenizerJson.MAPPER.readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException e) {
            throw new TokenizerException(file + ": cannot be read as JSON: " + e.getMessage(), e);
        }
    }
}
