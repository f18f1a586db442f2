package org.dllm.experiments.spec;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Trees of YAML or JSON: reads, sets by path, merges and describes them. */
public final class SpecTrees {

    private static final int LONGEST_SHOWN = 80;

    private static final LoadSettings COMMENTS =
            LoadSettings.builder().setParseComments(true).build();

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Replaces a value whose errors are already recorded. */
    public static final JsonNode REFUSED = JsonNodeFactory.instance.pojoNode("…");

    private SpecTrees() {}

    /**
     * Reads one trusted YAML or JSON document of any size; JSON is YAML.
     *
     * @throws SpecException the text is invalid; the path is the line and column
     */
    public static JsonNode parse(String text) {
        var errors = new SpecErrors();
        JsonNode tree = read(text, errors, Optional.empty());
        if (!errors.isEmpty()) {
            throw new SpecException(errors);
        }
        return tree;
    }

    /**
     * Reads an untrusted document that may be invalid in places. {@link #REFUSED} replaces each
     * value that cannot be read.
     *
     * @param errors receives the errors
     * @param limits checked before anything is built
     * @throws SpecException with these errors and the one that prevents further reading
     */
    public static JsonNode read(String text, SpecErrors errors, SpecLimits limits) {
        return read(text, errors, Optional.of(limits));
    }

    private static JsonNode read(String text, SpecErrors errors, Optional<SpecLimits> limits) {
        try (var parser = (YAMLParser) YAML.createParser(text)) {
            return new TreeReader(parser, errors, limits).document();
        } catch (JacksonException e) {
            errors.add(SyntaxErrors.error(e));
            throw new SpecException(errors);
        }
    }

    /**
     * Reads the value of a change such as {@code train.steps=100}. It has no comments, so text may
     * contain {@code #}.
     */
    public static JsonNode setting(String text, SpecErrors errors, SpecLimits limits) {
        boolean list = text.stripLeading().startsWith("[") || text.stripLeading().startsWith("{");
        if (!hasComment(text)) {
            return checked(text, errors, limits);
        }
        if (list) {
            errors.add(new SpecError("", "quotes around a text that has #", shortened(text)));
            return REFUSED;
        }
        String quoted = JsonNodeFactory.instance.stringNode(text).toString();
        return checked(quoted, errors, limits);
    }

    private static JsonNode checked(String text, SpecErrors errors, SpecLimits limits) {
        try {
            return read(text, errors, limits);
        } catch (SpecException _) {
            // already reported among the errors
            return REFUSED;
        }
    }

    private static boolean hasComment(String text) {
        if (!text.contains("#")) {
            return false;
        }
        try {
            for (Event event : new Parse(COMMENTS).parseString(text)) {
                if (event.getEventId() == Event.ID.Comment) {
                    return true;
                }
            }
        } catch (YamlEngineException _) {
            // reading the value reports the error
        }
        return false;
    }

    /** A name as part of a path. */
    public static String quoted(String name) {
        return SpecPath.quoted(name);
    }

    /**
     * The end of the path of a change such as {@code train.steps=100}; negative without a value.
     */
    public static int pathEnd(String change) {
        return SpecPath.end(change);
    }

    /** The value at a path in the syntax of {@link #set}; missing if there is none. */
    public static JsonNode at(JsonNode tree, String path) {
        return at(tree, names(path));
    }

    /** The value at the names of a path. */
    public static JsonNode at(JsonNode tree, List<String> names) {
        JsonNode node = tree;
        for (String name : names) {
            node =
                    node.isArray() && name.matches("\\d{1,6}")
                            ? node.path(Integer.parseInt(name))
                            : node.path(name);
        }
        return node;
    }

    /** The names of a path; empty if its quotes are unbalanced. */
    public static List<String> names(String path) {
        return SpecPath.names(path);
    }

    /**
     * Sets the value at a path such as {@code train.steps} or {@code data[0].share}, creating
     * missing objects.
     *
     * @throws SpecException the path passes through a value that is not an object or list
     */
    public static void set(ObjectNode tree, String path, JsonNode value) {
        List<String> names = names(path);
        set(tree, path, names.isEmpty() ? List.of("") : names, value);
    }

    /**
     * Sets the value at a parsed path.
     *
     * @param path for the error
     */
    public static void set(ObjectNode tree, String path, List<String> names, JsonNode value) {
        JsonNode node = tree;
        for (int i = 0; i < names.size(); i++) {
            node = step(node, path, names.get(i), i == names.size() - 1 ? value : null);
        }
    }

    /** Descends by one name, and sets {@code value} if the name is the last. */
    private static JsonNode step(
            JsonNode node, String path, String name, @Nullable JsonNode value) {
        if (REFUSED.equals(node)) {
            return node;
        }
        if (node instanceof ObjectNode object && !name.isEmpty()) {
            if (value != null) {
                object.set(name, value);
            } else if (!object.path(name).isContainer() && !REFUSED.equals(object.path(name))) {
                object.set(name, asObject(object.path(name)));
            }
            return object.path(name);
        }
        if (node instanceof ArrayNode array && name.matches("\\d{1,6}")) {
            int index = Integer.parseInt(name);
            if (index < array.size()) {
                if (value != null) {
                    array.set(index, value);
                } else if (array.get(index).isString()) {
                    array.set(index, asObject(array.get(index)));
                }
                return array.get(index);
            }
        }
        throw SpecException.of(path, "a path such as train.steps or data[0].share", shown(node));
    }

    /** Converts a value that receives settings to an object; a bare name becomes its kind. */
    private static ObjectNode asObject(JsonNode value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        return value.isString() ? object.put("type", value.stringValue()) : object;
    }

    /**
     * Merges {@code over} into {@code under}. Objects merge, and a bare name counts as a kind;
     * other values replace. An object with another {@code type}, ignoring case, replaces the whole
     * object. An object over a list changes each entry of the list.
     */
    public static JsonNode merge(JsonNode under, JsonNode over) {
        if (under instanceof ArrayNode list && over.isObject()) {
            ArrayNode merged = JsonNodeFactory.instance.arrayNode();
            list.forEach(entry -> merged.add(merge(entry, over)));
            return merged;
        }
        JsonNode opened = under.isString() ? asObject(under) : under;
        if (!(opened instanceof ObjectNode below) || !(over instanceof ObjectNode above)) {
            return over.deepCopy();
        }
        boolean otherKind =
                above.has("type")
                        && !above.path("type")
                                .asString("")
                                .equalsIgnoreCase(below.path("type").asString(""));
        return mergeNames(otherKind ? JsonNodeFactory.instance.objectNode() : below, above);
    }

    /** Merges two objects without kinds. */
    public static ObjectNode mergeNames(ObjectNode under, ObjectNode over) {
        ObjectNode merged = under.deepCopy();
        for (var entry : over.properties()) {
            JsonNode old = merged.path(entry.getKey());
            merged.set(
                    entry.getKey(),
                    old.isMissingNode()
                            ? entry.getValue().deepCopy()
                            : merge(old, entry.getValue()));
        }
        return merged;
    }

    /** The value, shortened for an error message. */
    public static String shown(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "nothing";
        }
        String text =
                node.isFloatingPointNumber() && !Double.isFinite(number(node))
                        ? unbounded(number(node))
                        : node.toString();
        return shortened(text);
    }

    static String shortened(String text) {
        return SpecError.cut(text, LONGEST_SHOWN);
    }

    /** The nearest double; infinite if the number is out of range. */
    static double number(JsonNode node) {
        return node.isBigInteger() ? node.bigIntegerValue().doubleValue() : node.doubleValue();
    }

    /** The number in YAML notation. */
    private static String unbounded(double value) {
        if (Double.isNaN(value)) {
            return ".nan";
        }
        return value < 0 ? "-.inf" : ".inf";
    }
}
