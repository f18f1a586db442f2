package org.dllm.experiments.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds the JSON Schema (2020-12) of a record from the annotations that {@link SpecBinder} checks.
 */
public final class SpecSchema {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    // patterns of a schema have no flags, so each letter lists both cases
    private static final Pattern LETTER = Pattern.compile("[A-Za-z]");

    private SpecSchema() {}

    /** The schema of {@code type} as one object schema; the caller adds its title and identity. */
    public static ObjectNode of(Class<? extends Record> type) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = NODES.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), of(component));
            FormerName former = component.getAnnotation(FormerName.class);
            if (former != null) {
                properties.set(former.value(), former(former));
            }
            if (isRequired(component)) {
                required.add(component.getName());
            }
        }
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        ExactlyOne one = type.getAnnotation(ExactlyOne.class);
        if (one != null) {
            var choices = schema.putArray("allOf").addObject().putArray("oneOf");
            List.of(one.value()).forEach(name -> choices.add(given(name)));
        }
        return schema;
    }

    private static ObjectNode former(FormerName former) {
        ObjectNode property = NODES.objectNode().put("deprecated", true);
        var values = property.putArray("enum").addNull();
        // names of a YAML object are texts; the values that they stand for need not be
        SpecTrees.parse(former.values())
                .propertyNames()
                .forEach(name -> values.add(SpecTrees.parse(name)));
        return property;
    }

    /** The schema of one component of a record; it allows null if the component is optional. */
    public static ObjectNode of(RecordComponent component) {
        ObjectNode property = schema(component.getGenericType(), component);
        Default value = component.getAnnotation(Default.class);
        if (value != null) {
            orNull(property).set("default", SpecTrees.parse(value.value()));
        } else if (!isRequired(component)) {
            orNull(property);
        }
        return property;
    }

    /** Whether a record is one of several kinds, which {@code type} selects. */
    public static boolean isKind(Class<?> type) {
        return Stream.of(type.getInterfaces()).anyMatch(Class::isSealed);
    }

    /** Whether the component is required. */
    public static boolean isRequired(RecordComponent component) {
        return !component.isAnnotationPresent(Default.class)
                && !Reflected.shape(component.getDeclaringRecord())
                        .optional()
                        .contains(component.getName());
    }

    private static ObjectNode given(String name) {
        ObjectNode object = NODES.objectNode();
        object.putArray("required").add(name);
        object.putObject("properties").putObject(name).putObject("not").put("type", "null");
        return object;
    }

    /** A name without a value counts as absent. */
    private static ObjectNode orNull(ObjectNode property) {
        if (property.has("oneOf")) {
            property.withArray("oneOf").addObject().put("type", "null");
            return property;
        }
        JsonNode type = property.path("type");
        property.putArray("type").add(type).add("null");
        if (property.has("enum")) {
            property.withArray("enum").addNull();
        }
        return property;
    }

    private static ObjectNode schema(Type type, RecordComponent component) {
        return switch (type) {
            case ParameterizedType list -> {
                ObjectNode array = NODES.objectNode().put("type", "array");
                array.set("items", schema(list.getActualTypeArguments()[0], component));
                yield list.getRawType() == SortedSet.class ? array.put("uniqueItems", true) : array;
            }
            case Class<?> c when c == String.class -> word(component);
            case Class<?> c when c == boolean.class || c == Boolean.class ->
                    NODES.objectNode().put("type", "boolean");
            case Class<?> c when c == double.class || c == Double.class ->
                    number("number", component);
            case Class<?> c when c.isPrimitive() || Number.class.isAssignableFrom(c) ->
                    number("integer", component);
            case Class<?> c when c.isSealed() -> variants(c);
            case Class<?> c -> of(c.asSubclass(Record.class));
            default ->
                    throw new IllegalStateException(
                            "a spec record has a component of type " + type);
        };
    }

    private static ObjectNode variants(Class<?> sealed) {
        ObjectNode union = NODES.objectNode();
        var choices = union.putArray("oneOf");
        var bare = new ArrayList<String>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            String name = permitted.getSimpleName();
            ObjectNode choice = of(permitted.asSubclass(Record.class));
            ((ObjectNode) choice.path("properties")).set("type", inAnyCase(List.of(name)));
            if (!Reflected.defaultKind(sealed).equals(Optional.of(name))) {
                choice.withArray("required").insert(0, "type");
            }
            choices.add(choice);
            bare.addAll(List.of(name, name.toLowerCase(Locale.ROOT)));
        }
        choices.add(inAnyCase(bare));
        return union;
    }

    /** The binder ignores case; the schema lists the usual spelling first, for editors. */
    public static ObjectNode inAnyCase(List<String> names) {
        ObjectNode text = NODES.objectNode().put("type", "string");
        var forms = text.putArray("anyOf");
        var usual = forms.addObject().putArray("enum");
        names.forEach(usual::add);
        String letters =
                names.stream()
                        .map(name -> LETTER.matcher(name).replaceAll(SpecSchema::inBothCases))
                        .distinct()
                        .collect(Collectors.joining("|"));
        forms.addObject().put("pattern", "^(?:" + letters + ")$");
        return text;
    }

    private static String inBothCases(MatchResult letter) {
        String c = letter.group();
        return "[" + c.toUpperCase(Locale.ROOT) + c.toLowerCase(Locale.ROOT) + "]";
    }

    private static ObjectNode word(RecordComponent component) {
        ObjectNode text = NODES.objectNode().put("type", "string");
        List<String> allowed = Reflected.allowed(component);
        if (!allowed.isEmpty()) {
            allowed.forEach(text.putArray("enum")::add);
        }
        TextFormat format = component.getAnnotation(TextFormat.class);
        if (format != null) {
            // a schema's pattern may match anywhere
            text.put("pattern", "^(?:" + format.value() + ")$");
        }
        return text;
    }

    private static ObjectNode number(String type, RecordComponent component) {
        ObjectNode number = NODES.objectNode().put("type", type);
        Range range = component.getAnnotation(Range.class);
        if (range != null && Double.isFinite(range.above())) {
            number.put("exclusiveMinimum", range.above());
        }
        if (range != null && Double.isFinite(range.min())) {
            number.put("minimum", range.min());
        }
        if (range != null && Double.isFinite(range.max())) {
            number.put("maximum", range.max());
        }
        if (range != null && Double.isFinite(range.below())) {
            number.put("exclusiveMaximum", range.below());
        }
        return number;
    }
}
