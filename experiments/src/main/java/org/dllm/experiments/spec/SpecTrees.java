package org.dllm.experiments.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Stands where a value was of which all that is wrong is told already. */
    public static final JsonNode REFUSED = JsonNodeFactory.instance.pojoNode("…");

    private SpecTrees() {}

    /**
     * Reads one YAML or JSON document; JSON is YAML.
     *
     * @throws SpecException the text is neither; the path is the line and column
     */
    public static JsonNode parse(String text) {
        var errors = new ArrayList<SpecError>();
        JsonNode tree = read(text, errors);
        if (!errors.isEmpty()) {
            throw new SpecException(errors);
        }
        return tree;
    }

    /**
     * The same of a text that may be wrong in places: where no value can be taken from it, {@link
     * #REFUSED} stands.
     *
     * @param errors what is wrong is added here
     * @throws SpecException with these errors and one behind which nothing can be read
     */
    public static JsonNode read(String text, List<SpecError> errors) {
        try (var parser = (YAMLParser) YAML.createParser(text)) {
            return new TreeReader(parser, errors).document();
        } catch (JacksonException e) {
            errors.add(BrokenText.error(e));
            throw new SpecException(errors);
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
        if (REFUSED.equals(node)) {
            return node;
        }
        if (node instanceof ObjectNode object && !name.isEmpty()) {
            if (value != null) {
                object.set(name, value);
            } else if (!object.path(name).isContainer() && !REFUSED.equals(object.path(name))) {
                object.set(name, opened(object.path(name)));
            }
            return object.path(name);
        }
        if (node instanceof ArrayNode array && name.matches("\\d{1,6}")) {
            int index = Integer.parseInt(name);
            if (index < array.size()) {
                if (value != null) {
                    array.set(index, value);
                } else if (array.get(index).isString()) {
                    array.set(index, opened(array.get(index)));
                }
                return array.get(index);
            }
        }
        throw new SpecException(
                List.of(
                        new SpecError(
                                path, "a path as train.steps or data[0].share", shown(node))));
    }

    /** What a value is that settings are put into: a bare name stands for its kind. */
    private static ObjectNode opened(JsonNode value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        return value.isString() ? object.put("type", value.stringValue()) : object;
    }

    /**
     * {@code over} laid on {@code under}: objects merge, a bare name being that of a kind, anything
     * else replaces; another {@code type}, whose case does not count here either, replaces whole.
     */
    public static JsonNode merge(JsonNode under, JsonNode over) {
        JsonNode opened = under.isString() ? opened(under) : under;
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

    /** The same of two objects that have no kinds, whatever they say. */
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

    /** What came, short enough for an error message. */
    public static String shown(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "nothing";
        }
        String text =
                node.isNumber() && !Double.isFinite(node.doubleValue())
                        ? unbounded(node.doubleValue())
                        : node.toString();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    /** As YAML writes it. */
    private static String unbounded(double value) {
        if (Double.isNaN(value)) {
            return ".nan";
        }
        return value < 0 ? "-.inf" : ".inf";
    }

    /** The kind of a sealed type that a value without {@code type} has. */
    static Optional<String> defaultKind(Class<?> sealed) {
        return Optional.ofNullable(sealed.getAnnotation(JsonTypeInfo.class))
                .map(JsonTypeInfo::defaultImpl)
                .filter(sealed::isAssignableFrom)
                .map(Class::getSimpleName);
    }

    static boolean mayBeAbsent(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
