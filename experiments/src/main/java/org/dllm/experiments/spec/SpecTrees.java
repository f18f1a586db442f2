package org.dllm.experiments.spec;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Trees of YAML or JSON: reading, setting by path, laying one over another, saying what a node is.
 */
public final class SpecTrees {

    private static final int LONGEST_SHOWN = 80;

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private SpecTrees() {}

    /**
     * Reads one YAML or JSON document; JSON is YAML.
     *
     * @throws SpecException the text is neither; the path is the line and column
     */
    public static JsonNode parse(String text) {
        try {
            refuseAliases(text);
            JsonNode tree = YAML.readTree(text);
            return tree.isMissingNode() ? JsonNodeFactory.instance.nullNode() : tree;
        } catch (JacksonException e) {
            throw new SpecException(List.of(BrokenText.error(e)));
        }
    }

    /** A tree knows no anchors: an alias would be read as a word, its own name. */
    private static void refuseAliases(String text) {
        try (var parser = (YAMLParser) YAML.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) {
                    throw new SpecException(
                            List.of(
                                    new SpecError(
                                            BrokenText.place(parser.currentTokenLocation()),
                                            "a value, written out",
                                            "the alias *" + parser.getString())));
                }
            }
        }
    }

    /** The value at a path that {@link #set} takes; missing where there is none. */
    public static JsonNode at(JsonNode tree, String path) {
        JsonNode node = tree;
        for (String name : names(path)) {
            node =
                    node.isArray() && name.matches("\\d{1,6}")
                            ? node.path(Integer.parseInt(name))
                            : node.path(name);
        }
        return node;
    }

    private static String[] names(String path) {
        return path.replace("]", "").split("[.\\[]", -1);
    }

    /**
     * Sets the value at a path as {@code train.steps} or {@code data[0].share}, making objects on
     * the way.
     *
     * @throws SpecException the path leads through something that is no object or list
     */
    public static void set(ObjectNode tree, String path, JsonNode value) {
        String[] names = names(path);
        JsonNode node = tree;
        for (int i = 0; i < names.length; i++) {
            node = step(node, path, names[i], i == names.length - 1 ? value : null);
        }
    }

    /** One name further, putting {@code value} there if it is the last. */
    private static JsonNode step(
            JsonNode node, String path, String name, @Nullable JsonNode value) {
        if (node instanceof ObjectNode object && !name.isEmpty()) {
            if (value != null) {
                object.set(name, value);
            } else if (!object.path(name).isContainer()) {
                object.putObject(name);
            }
            return object.path(name);
        }
        if (node instanceof ArrayNode array && name.matches("\\d{1,6}")) {
            int index = Integer.parseInt(name);
            if (index < array.size()) {
                if (value != null) {
                    array.set(index, value);
                }
                return array.get(index);
            }
        }
        throw new SpecException(
                List.of(
                        new SpecError(
                                path, "a path as train.steps or data[0].share", shown(node))));
    }

    /**
     * {@code over} laid on {@code under}: objects merge, anything else replaces; another {@code
     * type}, whose case does not count here either, replaces whole.
     */
    public static JsonNode merge(JsonNode under, JsonNode over) {
        if (!(under instanceof ObjectNode below) || !(over instanceof ObjectNode above)) {
            return over.deepCopy();
        }
        boolean otherKind =
                above.has("type")
                        && !above.path("type")
                                .asString("")
                                .equalsIgnoreCase(below.path("type").asString(""));
        ObjectNode merged = otherKind ? JsonNodeFactory.instance.objectNode() : below.deepCopy();
        for (var entry : above.properties()) {
            JsonNode old = merged.path(entry.getKey());
            merged.set(
                    entry.getKey(),
                    old.isMissingNode()
                            ? entry.getValue().deepCopy()
                            : merge(old, entry.getValue()));
        }
        return merged;
    }

    /** What came, short enough for an error message. */
    public static String shown(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "nothing";
        }
        String text = node.toString();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    static String variantNames(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
    }

    static boolean mayBeAbsent(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static String numberWords(RecordComponent component) {
        Class<?> type = component.getType();
        String words = type == double.class || type == Double.class ? "a number" : "a whole number";
        Range range = component.getAnnotation(Range.class);
        if (range == null) {
            return words;
        }
        if (Double.isFinite(range.above())) {
            words += " above " + plain(range.above());
        }
        if (Double.isFinite(range.min())) {
            words += " of at least " + plain(range.min());
        }
        if (Double.isFinite(range.max())) {
            words += " and at most " + plain(range.max());
        }
        return Double.isFinite(range.below())
                ? words + " and below " + plain(range.below())
                : words;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
