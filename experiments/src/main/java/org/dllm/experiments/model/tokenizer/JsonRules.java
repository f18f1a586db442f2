package org.dllm.experiments.model.tokenizer;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Validates a {@code tokenizer.json} before the engine reads it. The engine is native code that
 * aborts the JVM on unexpected content, so every field must be known and valid.
 */
final class JsonRules {

    private static final Set<String> ROOT =
            Set.of(
                    "version",
                    "truncation",
                    "padding",
                    "added_tokens",
                    "normalizer",
                    "pre_tokenizer",
                    "post_processor",
                    "decoder",
                    "model");
    private static final Predicate<JsonNode> BEHAVIOR =
            oneOf("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");
    private static final Map<String, Map<String, Predicate<JsonNode>>> NORMALIZERS =
            Map.ofEntries(
                    Map.entry("Prepend", Map.of("prepend", JsonRules::isSomeText)),
                    Map.entry(
                            "Replace",
                            Map.of("pattern", JsonRules::isPattern, "content", JsonNode::isString)),
                    Map.entry(
                            "Strip",
                            Map.of(
                                    "strip_left",
                                    JsonNode::isBoolean,
                                    "strip_right",
                                    JsonNode::isBoolean)),
                    Map.entry("NFC", Map.of()),
                    Map.entry("NFD", Map.of()),
                    Map.entry("NFKC", Map.of()),
                    Map.entry("NFKD", Map.of()),
                    Map.entry("Lowercase", Map.of()),
                    Map.entry("StripAccents", Map.of()));
    private static final Map<String, Predicate<JsonNode>> BYTE_LEVEL =
            Map.of(
                    "add_prefix_space",
                    JsonNode::isBoolean,
                    "trim_offsets",
                    JsonNode::isBoolean,
                    "use_regex",
                    JsonNode::isBoolean);
    private static final Map<String, Predicate<JsonNode>> METASPACE =
            Map.of(
                    "replacement",
                    JsonRules::isCharacter,
                    "prepend_scheme",
                    oneOf("always", "never", "first"),
                    "split",
                    JsonNode::isBoolean,
                    "add_prefix_space",
                    JsonNode::isBoolean,
                    "str_rep",
                    JsonRules::isCharacter);
    private static final Map<String, Map<String, Predicate<JsonNode>>> PRE_TOKENIZERS =
            Map.of(
                    "ByteLevel",
                    BYTE_LEVEL,
                    "Metaspace",
                    METASPACE,
                    "Split",
                    Map.of(
                            "pattern",
                            JsonRules::isPattern,
                            "behavior",
                            BEHAVIOR,
                            "invert",
                            JsonNode::isBoolean),
                    "Digits",
                    Map.of("individual_digits", JsonNode::isBoolean),
                    "Whitespace",
                    Map.of(),
                    "WhitespaceSplit",
                    Map.of(),
                    "Punctuation",
                    Map.of("behavior", BEHAVIOR));
    private static final Map<String, Map<String, Predicate<JsonNode>>> POST_PROCESSORS =
            Map.of(
                    "ByteLevel",
                    BYTE_LEVEL,
                    "TemplateProcessing",
                    Map.of(
                            "single",
                            JsonNode::isContainer,
                            "pair",
                            JsonNode::isContainer,
                            "special_tokens",
                            JsonNode::isContainer));
    private static final Map<String, Map<String, Predicate<JsonNode>>> DECODERS =
            Map.of(
                    "ByteLevel",
                    BYTE_LEVEL,
                    "Metaspace",
                    METASPACE,
                    "Replace",
                    Map.of("pattern", JsonRules::isPattern, "content", JsonNode::isString),
                    "ByteFallback",
                    Map.of(),
                    "Fuse",
                    Map.of(),
                    "Strip",
                    Map.of(
                            "content",
                            JsonRules::isCharacter,
                            "start",
                            JsonRules::isCount,
                            "stop",
                            JsonRules::isZero));
    private static final Map<String, Predicate<JsonNode>> ADDED =
            Map.of(
                    "id",
                    JsonNode::isInt,
                    "content",
                    JsonRules::isSomeText,
                    "single_word",
                    JsonNode::isBoolean,
                    "lstrip",
                    JsonNode::isBoolean,
                    "rstrip",
                    JsonNode::isBoolean,
                    "normalized",
                    JsonNode::isBoolean,
                    "special",
                    JsonNode::isBoolean);
    private static final int MAX_NESTING = 4;

    private JsonRules() {}

    private static boolean isSomeText(JsonNode node) {
        return node.isString() && !node.stringValue().isEmpty();
    }

    private static boolean isCharacter(JsonNode node) {
        return node.isString()
                && node.stringValue().codePointCount(0, node.stringValue().length()) == 1;
    }

    private static boolean isCount(JsonNode node) {
        return node.isInt() && node.intValue() >= 0 && node.intValue() < 1 << 16;
    }

    // the engine aborts if it strips the end of an empty text
    private static boolean isZero(JsonNode node) {
        return node.isInt() && node.intValue() == 0;
    }

    private static boolean isPattern(JsonNode node) {
        return node.isObject()
                && node.size() == 1
                && (isSomeText(node.path("String")) || isSomeText(node.path("Regex")));
    }

    private static Predicate<JsonNode> oneOf(String... words) {
        return node -> node.isString() && Set.of(words).contains(node.stringValue());
    }

    static void require(JsonNode root) {
        known("the tokenizer.json", root, ROOT);
        parts("normalizer", root.path("normalizer"), "normalizers", NORMALIZERS, 0);
        parts("pre_tokenizer", root.path("pre_tokenizer"), "pretokenizers", PRE_TOKENIZERS, 0);
        parts("post_processor", root.path("post_processor"), "processors", POST_PROCESSORS, 0);
        parts("decoder", root.path("decoder"), "decoders", DECODERS, 0);
        JsonNode added = root.path("added_tokens");
        if (!added.isArray() && !added.isNull() && !added.isMissingNode()) {
            throw wrong("added_tokens", "must be a list");
        }
        var contents = new HashSet<String>();
        for (JsonNode token : added) {
            fields("added_tokens", token, ADDED);
            if (!isSomeText(token.path("content")) || !token.path("id").isInt()) {
                throw wrong("added_tokens", "each must have an id and a content");
            }
            if (!contents.add(token.path("content").stringValue())) {
                throw wrong(
                        "added_tokens",
                        "the token \"%s\" is declared twice"
                                .formatted(Visible.text(token.path("content").stringValue())));
            }
        }
        JsonModelRules.require(root.path("model"));
    }

    private static void parts(
            String where,
            JsonNode part,
            String steps,
            Map<String, Map<String, Predicate<JsonNode>>> kinds,
            int nesting) {
        if (part.isNull() || part.isMissingNode()) {
            return;
        }
        String type = part.path("type").asString("");
        if (type.equals("Sequence") && nesting < MAX_NESTING) {
            known(where, part, Set.of("type", steps));
            if (!part.path(steps).isArray()) {
                throw wrong(where + "." + steps, "must be a list");
            }
            for (JsonNode step : part.path(steps)) {
                if (!step.isObject()) {
                    throw wrong(where + "." + steps, "must be a list of objects");
                }
                parts(where, step, steps, kinds, nesting + 1);
            }
            return;
        }
        Map<String, Predicate<JsonNode>> fields = kinds.get(type);
        if (fields == null) {
            throw wrong(
                    where,
                    "the type %s is not supported; supported are Sequence, %s"
                            .formatted(
                                    Visible.text(type),
                                    String.join(", ", kinds.keySet().stream().sorted().toList())));
        }
        fields(where + " " + type, part, fields);
        if (type.equals("TemplateProcessing")) {
            JsonTemplate.require(part);
        }
    }

    private static void fields(
            String where, JsonNode part, Map<String, Predicate<JsonNode>> fields) {
        if (!part.isObject()) {
            throw wrong(where, "must be an object");
        }
        for (var field : part.properties()) {
            if (field.getKey().equals("type")) {
                continue;
            }
            Predicate<JsonNode> rule = fields.get(field.getKey());
            if (rule == null) {
                throw wrong(
                        where, "the field %s is not known".formatted(Visible.text(field.getKey())));
            }
            if (!rule.test(field.getValue())) {
                throw wrong(where, "the field %s is invalid".formatted(field.getKey()));
            }
        }
    }

    static void known(String where, JsonNode part, Set<String> fields) {
        if (!part.isObject()) {
            throw wrong(where, "must be an object");
        }
        for (String field : part.propertyNames()) {
            if (!fields.contains(field)) {
                throw wrong(where, "the field %s is not known".formatted(Visible.text(field)));
            }
        }
    }

    static TokenizerException wrong(String where, String problem) {
        return new TokenizerException("%s: %s".formatted(where, problem));
    }
}
