package org.dllm.experiments.spec;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Builds the tree of a text, and goes on after what is wrong with a single name or value. */
final class TreeReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Pattern INFINITE = Pattern.compile("(?i)[-+]?\\.(?:inf|nan)");

    private final YAMLParser parser;
    private final List<SpecError> errors;

    /**
     * @param errors what is wrong is added here
     */
    TreeReader(YAMLParser parser, List<SpecError> errors) {
        this.parser = parser;
        this.errors = errors;
    }

    /** The one document of the text; nothing where there is none. */
    JsonNode document() {
        if (parser.nextToken() == null) {
            return NODES.nullNode();
        }
        JsonNode tree = value();
        if (parser.nextToken() != null) {
            tell("the end of the one document", "more text");
        }
        return tree;
    }

    private JsonNode value() {
        if (parser.isCurrentAlias()) {
            // a tree knows no anchors: it would be read as a word, its own name
            tell("a value, written out", "the alias *" + parser.getString());
            return SpecTrees.REFUSED;
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> whole();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(broken(parser.getString()));
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.pojoNode(parser.getEmbeddedObject());
        };
    }

    private JsonNode object() {
        var object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            boolean again = object.has(name);
            if (again) {
                tell("each name once", name + " again");
            }
            parser.nextToken();
            JsonNode value = value();
            if (!again) {
                object.set(name, value);
            }
        }
        return object;
    }

    private JsonNode array() {
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private JsonNode whole() {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    /**
     * YAML has words for what is no number; whoever binds the tree refuses them with their path.
     */
    private double broken(String text) {
        if (!INFINITE.matcher(text).matches()) {
            return parser.getDoubleValue();
        }
        if (text.toLowerCase(Locale.ROOT).endsWith("nan")) {
            return Double.NaN;
        }
        return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private void tell(String expected, String got) {
        String place = BrokenText.place(parser.currentTokenLocation());
        errors.add(new SpecError(place, expected, got));
    }
}
