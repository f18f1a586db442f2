package org.dllm.experiments.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.dllm.experiments.model.format.FileKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object in a model's file. Errors name the file, the field, and the expected and found
 * value.
 */
record JsonDocument(Path file, String where, JsonNode node) {

    /** Names the object of the whole file in messages. */
    private static final String WHOLE = "the content";

    private static final long MAX_FILE = 16L << 20;
    private static final long MAX_TOKENS = 1_000_000;
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(20)
                                                    .maxTokenCount(MAX_TOKENS)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();

    JsonDocument {
        if (!node.isObject()) {
            throw new ModelFileException(
                    file, where + " must be a JSON object, but is " + node.getNodeType());
        }
    }

    static JsonDocument read(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new ModelFileException(file, "there is no such file, but the model needs it");
            }
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE) {
                throw new ModelFileException(
                        file, "must be a file of at most %d bytes".formatted(MAX_FILE));
            }
            byte[] content = Files.readAllBytes(file);
            FileKind.of(content)
                    .ifPresent(kind -> {
                        throw new ModelFileException(
                                file,
                                "the file is %s; expected JSON".formatted(kind.description()));
                    });
            return new JsonDocument(file, WHOLE, parse(file, WHOLE, content));
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    static JsonNode parse(Path file, String where, byte[] bytes) {
        try {
            return new JsonDocument(file, where, JSON.readTree(bytes)).node();
        } catch (JacksonException e) {
            throw new ModelFileException(
                    file, "%s is not valid JSON: %s".formatted(where, problem(e)), e);
        }
    }

    /**
     * Position of the syntax error. Jackson's message is omitted because it quotes the file, which
     * may be binary.
     */
    private static String problem(JacksonException e) {
        String what =
                e.getOriginalMessage().startsWith("Duplicate")
                        ? "a name occurs twice"
                        : e instanceof StreamConstraintsException
                                ? "it is too large"
                                : "the error is";
        var at = e.getLocation();
        return at == null
                ? what
                : "%s at line %d, column %d".formatted(what, at.getLineNr(), at.getColumnNr());
    }

    /** Rejects non-null fields that are not in {@code known}. */
    void refuseUnknown(Set<String> known, String consequence) {
        for (var field : node.properties()) {
            if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                throw new ModelFileException(
                        file,
                        "%s has the field %s, which is not understood%s"
                                .formatted(where, field.getKey(), consequence));
            }
        }
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    String text(String field) {
        JsonNode value = required(field);
        if (!value.isString()) {
            throw wrong(field, "text", value);
        }
        return value.stringValue();
    }

    int integer(String field) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, "an integer", value);
        }
        return value.intValue();
    }

    int integer(String field, int absent) {
        return has(field) ? integer(field) : absent;
    }

    double number(String field, double absent) {
        if (!has(field)) {
            return absent;
        }
        JsonNode value = node.get(field);
        if (!value.isNumber()) {
            throw wrong(field, "a number", value);
        }
        return value.doubleValue();
    }

    boolean flag(String field, boolean absent) {
        if (!has(field)) {
            return absent;
        }
        JsonNode value = node.get(field);
        if (!value.isBoolean()) {
            throw wrong(field, "true or false", value);
        }
        return value.booleanValue();
    }

    long[] longs(String field, int most) {
        JsonNode value = required(field);
        if (!value.isArray() || value.size() > most) {
            throw wrong(field, "a list of at most " + most, value);
        }
        var longs = new long[value.size()];
        for (int i = 0; i < longs.length; i++) {
            JsonNode one = value.get(i);
            if (!one.isIntegralNumber() || !one.canConvertToLong()) {
                throw wrong(field, "a list of integers", value);
            }
            longs[i] = one.longValue();
        }
        return longs;
    }

    /** The object in a field; null if the field is absent or null. */
    @Nullable JsonDocument object(String field) {
        String name = where.equals(WHOLE) ? field : field + " of " + where;
        return has(field) ? new JsonDocument(file, name, node.get(field)) : null;
    }

    private JsonNode required(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new ModelFileException(file, "%s has no %s".formatted(where, field));
        }
        return value;
    }

    private ModelFileException wrong(String field, String expected, JsonNode value) {
        String text = value.toString();
        return new ModelFileException(
                file,
                "%s of %s must be %s, but is %s"
                        .formatted(
                                field,
                                where,
                                expected,
                                text.length() > 100 ? text.substring(0, 100) + "..." : text));
    }
}
