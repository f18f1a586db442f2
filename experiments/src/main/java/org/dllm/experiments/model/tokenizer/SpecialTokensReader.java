package org.dllm.experiments.model.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Reads begin, end and added tokens from the configuration files in a tokenizer's folder. */
record SpecialTokensReader(Path file, JsonNode tokenizer, JsonNode model, JsonNode generation) {

    static SpecialTokensReader of(Path file) {
        return new SpecialTokensReader(
                file,
                read(file.resolveSibling("tokenizer_config.json")),
                read(file.resolveSibling("config.json")),
                read(file.resolveSibling("generation_config.json")));
    }

    /**
     * The begin, end and padding tokens.
     *
     * @param ids of the special tokens by their text
     */
    SpecialTokens specials(Map<String, Integer> ids) {
        return new SpecialTokens(id(ids, "bos"), id(ids, "eos"), id(ids, "pad"), ends());
    }

    /** Adds ids from these files that {@code known}, from the tokenizer's own file, lacks. */
    SpecialTokens completing(SpecialTokens known) {
        return known.or(specials(Map.of()));
    }

    /**
     * Whether a prompt begins with the begin token; empty if {@code tokenizer_config.json} has no
     * setting.
     */
    Optional<Boolean> addsBos() {
        JsonNode flag = tokenizer.path("add_bos_token");
        return flag.isBoolean() ? Optional.of(flag.booleanValue()) : Optional.empty();
    }

    private OptionalInt id(Map<String, Integer> ids, String role) {
        JsonNode named = tokenizer.path(role + "_token");
        // a string, or an object with the string in "content"
        String content = (named.isObject() ? named.path("content") : named).asString("");
        if (ids.containsKey(content)) {
            return OptionalInt.of(ids.get(content));
        }
        return all("config.json", model, role + "_token_id").stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /**
     * Tokens that end generation; Llama 3 has one for the end of the text and one for the end of a
     * turn.
     */
    private Set<Integer> ends() {
        var ends = new LinkedHashSet<Integer>();
        ends.addAll(all("config.json", model, "eos_token_id"));
        ends.addAll(all("generation_config.json", generation, "eos_token_id"));
        return ends;
    }

    /** Reads one id or a list of ids; a negative id means none. */
    private Set<Integer> all(String name, JsonNode json, String field) {
        JsonNode value = json.path(field);
        var ids = new LinkedHashSet<Integer>();
        for (JsonNode one : value.isArray() ? value.values() : List.of(value)) {
            if (one.isNull() || one.isMissingNode()) {
                continue;
            }
            if (!one.isInt()) {
                throw new TokenizerException(
                        "%s: %s must be a token id or a list of them, but holds %s"
                                .formatted(file.resolveSibling(name), field, one.getNodeType()));
            }
            if (one.intValue() >= 0) {
                ids.add(one.intValue());
            }
        }
        return ids;
    }

    /**
     * Checks that declared tokens are pieces of the SentencePiece model, which cannot have added
     * tokens.
     */
    void refuseOtherTokens(PieceVocabulary vocabulary) {
        for (var entry : read(file.resolveSibling("added_tokens.json")).properties()) {
            requirePiece(
                    vocabulary, "added_tokens.json", entry.getKey(), entry.getValue().asInt(-1));
        }
        for (var entry : tokenizer.path("added_tokens_decoder").properties()) {
            requirePiece(
                    vocabulary,
                    "tokenizer_config.json",
                    entry.getValue().path("content").asString(""),
                    entry.getKey().matches("\\d{1,9}") ? Integer.parseInt(entry.getKey()) : -1);
        }
    }

    private void requirePiece(PieceVocabulary vocabulary, String where, String token, int id) {
        if (id < 0 || id >= vocabulary.size() || !vocabulary.piece(id).text().equals(token)) {
            throw new TokenizerException(
                    "%s: declares the token \"%s\" with the id %d, but %s has no such piece; only a tokenizer.json can have added tokens"
                            .formatted(
                                    file.resolveSibling(where),
                                    Visible.text(token),
                                    id,
                                    file.getFileName()));
        }
    }

    private static JsonNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return TokenizerJson.MAPPER.readTree(TokenizerBytes.of(file));
        } catch (JacksonException e) {
            throw new TokenizerException(file + ": is not valid JSON", e);
        }
    }
}
