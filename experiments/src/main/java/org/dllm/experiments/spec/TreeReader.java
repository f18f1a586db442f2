package org.dllm.experiments.spec;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Builds the tree of a text, and continues after an invalid name or value. */
final class TreeReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Pattern INFINITE = Pattern.compile("(?i)[-+]?\\.(?:inf|nan)");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:0|[1-9](?:_?[0-9])*+)");
    private static final int MOST_DIGITS = 100;

    private final YAMLParser parser;
    private final SpecErrors errors;
    private final Optional<SpecLimits> limits;
    private int values;
    private int depth;

    /**
     * @param errors receives the errors
     * @param limits absent for trusted text
     */
    TreeReader(YAMLParser parser, SpecErrors errors, Optional<SpecLimits> limits) {
        this.parser = parser;
        this.errors = errors;
        this.limits = limits;
    }

    /** The single document of the text; empty if there is none. */
    JsonNode document() {
        if (parser.nextToken() == null) {
            return NODES.nullNode();
        }
        JsonNode tree = value();
        if (parser.nextToken() != null) {
            addError("a single document", "more text");
        }
        return tree;
    }

    private JsonNode value() {
        values++;
        limits.filter(limit -> values > limit.values())
                .ifPresent(limit -> {
                    add("", "at most %d values in one document".formatted(limit.values()), "more");
                    throw new SpecException(errors);
                });
        if (parser.isCurrentAlias()) {
            // a tree has no anchors, so an alias would be read as text
            addError("a value instead of an alias", "the alias *" + parser.getString());
            return SpecTrees.REFUSED;
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT, START_ARRAY -> container(token);
            case VALUE_STRING -> text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token, parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.pojoNode(parser.getEmbeddedObject());
        };
    }

    private JsonNode container(JsonToken start) {
        boolean deep = limits.filter(limit -> depth >= limit.depth()).isPresent();
        if (deep) {
            int most = limits.orElseThrow().depth();
            parser.skipChildren();
            add(
                    SpecPath.of(parser.streamReadContext()),
                    "at most %d nested lists and objects".formatted(most),
                    "more");
            return SpecTrees.REFUSED;
        }
        depth++;
        JsonNode node = start == JsonToken.START_OBJECT ? object() : array();
        depth--;
        return node;
    }

    private JsonNode object() {
        var object = NODES.objectNode();
        boolean named = true;
        int count = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            count++;
            if (tooMany(count)) {
                parser.nextToken();
                skip("names");
                continue;
            }
            boolean again = object.has(name);
            if (again) {
                addError("each name once", SpecTrees.shortened(name) + " again");
            }
            boolean right = fits(name);
            named &= right;
            parser.nextToken();
            JsonNode value = value();
            if (right && !again) {
                object.set(name, value);
            }
        }
        // the intended name is unknown, but reading continues
        return counted(named || depth == 1 ? object : SpecTrees.REFUSED, count, "names");
    }

    private JsonNode array() {
        var array = NODES.arrayNode();
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            count++;
            if (tooMany(count)) {
                skip("entries");
            } else {
                array.add(value());
            }
        }
        return counted(array, count, "entries");
    }

    private boolean tooMany(int count) {
        return limits.isPresent() && count > limits.get().entries();
    }

    /** Skips a surplus value, and stops reading after too many of them. */
    private void skip(String what) {
        parser.skipChildren();
        values++;
        SpecLimits limit = limits.orElseThrow();
        if (values > limit.values()) {
            add(
                    SpecPath.of(parser.streamReadContext().getParent()),
                    "at most %d %s".formatted(limit.entries(), what),
                    "far more");
            throw new SpecException(errors);
        }
    }

    /** Called after the end of a list or an object, when the parser has left it. */
    private JsonNode counted(JsonNode node, int count, String what) {
        if (!tooMany(count)) {
            return node;
        }
        add(
                SpecPath.of(parser.streamReadContext()),
                "at most %d %s".formatted(limits.orElseThrow().entries(), what),
                "%d %s".formatted(count, what));
        return SpecTrees.REFUSED;
    }

    /** Whether a name of an object is valid. An invalid name is an error of the object. */
    private boolean fits(String name) {
        if (limits.isEmpty()) {
            return true;
        }
        OptionalInt hidden = PlainText.hidden(name);
        String at = SpecPath.of(parser.streamReadContext().getParent());
        if (hidden.isPresent()) {
            add(at, "names of printable characters", hidden(hidden.getAsInt(), name));
        } else if (name.length() > limits.get().name()) {
            add(
                    at,
                    "names of at most %d characters".formatted(limits.get().name()),
                    "%d: %s".formatted(name.length(), SpecError.cut(name, 80)));
            return false;
        }
        return hidden.isEmpty();
    }

    private JsonNode text(String text) {
        if (limits.isEmpty()) {
            return NODES.stringNode(text);
        }
        String at = SpecPath.of(parser.streamReadContext());
        boolean prose = limits.get().prose().contains(at);
        OptionalInt hidden =
                limits.get().mayHaveLines(at)
                        ? PlainText.hiddenInLines(text)
                        : PlainText.hidden(text);
        if (hidden.isPresent()) {
            add(at, "printable characters", hidden(hidden.getAsInt(), text));
            return SpecTrees.REFUSED;
        }
        int most = limits.get().text();
        if (!prose && text.length() > most) {
            add(
                    at,
                    "at most %d characters".formatted(most),
                    "%d: %s".formatted(text.length(), SpecError.cut(text, 80)));
            return SpecTrees.REFUSED;
        }
        return NODES.stringNode(text);
    }

    private static String hidden(int character, String text) {
        return "%s in \"%s\"".formatted(PlainText.codePoint(character), SpecError.cut(text, 80));
    }

    private JsonNode number(JsonToken token, String text) {
        boolean whole = token == JsonToken.VALUE_NUMBER_INT;
        boolean tooLong = text.length() > MOST_DIGITS;
        if (tooLong || (whole && !DECIMAL.matcher(text).matches())) {
            add(
                    SpecPath.of(parser.streamReadContext()),
                    tooLong
                            ? "a number of at most %d digits".formatted(MOST_DIGITS)
                            : "a decimal number, or quotes around a text",
                    SpecError.cut(text, 80));
            return SpecTrees.REFUSED;
        }
        return whole ? whole() : NODES.numberNode(finiteNumber(text));
    }

    private JsonNode whole() {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    /** YAML has words for values that are not numbers; the binder rejects them with their path. */
    private double finiteNumber(String text) {
        if (!INFINITE.matcher(text).matches()) {
            return parser.getDoubleValue();
        }
        if (text.toLowerCase(Locale.ROOT).endsWith("nan")) {
            return Double.NaN;
        }
        return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private void addError(String expected, String got) {
        add(SyntaxErrors.place(parser.currentTokenLocation()), expected, got);
    }

    private void add(String path, String expected, String got) {
        errors.add(new SpecError(path, expected, got));
    }
}
