package org.dllm.experiments.model.tokenizer;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The {@code model} of a {@code tokenizer.json}: byte-pair encoding or unigram. */
final class JsonModelRules {

    private static final Set<String> BPE =
            Set.of(
                    "type",
                    "dropout",
                    "unk_token",
                    "continuing_subword_prefix",
                    "end_of_word_suffix",
                    "fuse_unk",
                    "byte_fallback",
                    "ignore_merges",
                    "vocab",
                    "merges");
    private static final Set<String> UNIGRAM = Set.of("type", "unk_id", "byte_fallback", "vocab");

    private JsonModelRules() {}

    static void require(JsonNode model) {
        // files from before 2020 have no type
        String type = model.path("type").asString(model.has("merges") ? "BPE" : "");
        switch (type) {
            case "BPE" -> pairs(model);
            case "Unigram" -> unigram(model);
            default ->
                    throw JsonRules.wrong(
                            "model",
                            "the type %s is not supported; supported are BPE and Unigram"
                                    .formatted(Visible.text(type)));
        }
        JsonNode bytes = model.path("byte_fallback");
        if (!absent(bytes) && !bytes.isBoolean()) {
            throw JsonRules.wrong("model.byte_fallback", "must be true or false");
        }
    }

    private static boolean absent(JsonNode node) {
        return node.isNull() || node.isMissingNode();
    }

    private static void pairs(JsonNode model) {
        JsonRules.known("model", model, BPE);
        if (!absent(model.path("dropout")) && model.path("dropout").asDouble(1) != 0) {
            throw JsonRules.wrong(
                    "model.dropout",
                    "must be null or 0: dropout would make tokens of the same text differ");
        }
        for (String field : new String[] {"continuing_subword_prefix", "end_of_word_suffix"}) {
            if (!absent(model.path(field)) && !model.path(field).asString("x").isEmpty()) {
                throw JsonRules.wrong("model." + field, "is not supported; it must be empty");
            }
        }
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isObject() || vocabulary.isEmpty()) {
            throw JsonRules.wrong("model.vocab", "must be an object of ids");
        }
        var ids = new BitSet();
        for (var entry : vocabulary.properties()) {
            JsonNode id = entry.getValue();
            if (!id.isInt() || id.intValue() < 0 || id.intValue() >= Pieces.MOST) {
                throw JsonRules.wrong(
                        "model.vocab",
                        "an id must be between 0 and %d, but is %s"
                                .formatted(Pieces.MOST - 1, Visible.text(id.toString())));
            }
            if (ids.get(id.intValue())) {
                throw JsonRules.wrong(
                        "model.vocab",
                        "the token \"%s\" has the id %d, which another token also has"
                                .formatted(Visible.text(entry.getKey()), id.intValue()));
            }
            ids.set(id.intValue());
        }
        JsonNode unknown = model.path("unk_token");
        if (!absent(unknown) && !(unknown.isString() && vocabulary.has(unknown.stringValue()))) {
            throw JsonRules.wrong("model.unk_token", "must be a token of model.vocab");
        }
        if (!model.path("merges").isArray()) {
            throw JsonRules.wrong("model.merges", "must be a list");
        }
        for (JsonNode merge : model.path("merges")) {
            merge(vocabulary, merge);
        }
    }

    private static void merge(JsonNode vocabulary, JsonNode merge) {
        String left = merge.path(0).asString("");
        String right = merge.path(1).asString("");
        if (merge.isString()) {
            String[] halves = merge.stringValue().split(" ", -1);
            left = halves.length == 2 ? halves[0] : "";
            right = halves.length == 2 ? halves[1] : "";
        } else if (!merge.isArray() || merge.size() != 2) {
            left = "";
        }
        if (left.isEmpty()
                || !vocabulary.has(left)
                || !vocabulary.has(right)
                || !vocabulary.has(left + right)) {
            throw JsonRules.wrong(
                    "model.merges",
                    "each must join two tokens of model.vocab to a third, but one is %s"
                            .formatted(Visible.text(merge.toString())));
        }
    }

    private static void unigram(JsonNode model) {
        JsonRules.known("model", model, UNIGRAM);
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isArray() || vocabulary.isEmpty()) {
            throw JsonRules.wrong("model.vocab", "must be a list of pieces and scores");
        }
        var pieces = new HashSet<String>();
        for (JsonNode entry : vocabulary) {
            double score = entry.path(1).asDouble(Double.NaN);
            if (entry.size() != 2
                    || !entry.path(0).isString()
                    || entry.path(0).stringValue().isEmpty()
                    || !entry.path(1).isNumber()
                    || !Double.isFinite(score)
                    || !pieces.add(entry.path(0).stringValue())) {
                throw JsonRules.wrong(
                        "model.vocab",
                        "each entry must be a piece of its own and a score, but one is %s"
                                .formatted(Visible.text(entry.toString())));
            }
        }
        JsonNode unknown = model.path("unk_id");
        if (!absent(unknown)
                && !(unknown.isInt()
                        && unknown.intValue() >= 0
                        && unknown.intValue() < vocabulary.size())) {
            throw JsonRules.wrong("model.unk_id", "must be the index of an entry of model.vocab");
        }
    }
}
