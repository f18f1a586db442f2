package org.dllm.experiments.spec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Binds a tree to a record: reads {@link Default}, {@link Range} and {@link OneOf} on its
 * components, takes the {@code permits} list of a sealed interface as the names that {@code type}
 * may have, and goes on after an error so that all are told.
 */
public final class SpecBinder {

    private final List<SpecError> errors = new ArrayList<>();
    private final List<String> around;

    private SpecBinder(List<String> around) {
        this.around = around;
    }

    /**
     * The record that {@code tree} describes.
     *
     * @throws SpecException with every error of the tree
     */
    public static <T extends Record> T bind(JsonNode tree, Class<T> type) {
        return bind(tree, type, List.of());
    }

    /**
     * The same of a tree that was part of a larger document.
     *
     * @param around names that the document knows beside the record's own
     */
    public static <T extends Record> T bind(JsonNode tree, Class<T> type, List<String> around) {
        var binder = new SpecBinder(around);
        Object bound = binder.record(tree, type, false, "");
        if (bound == null || !binder.errors.isEmpty()) {
            throw new SpecException(binder.errors);
        }
        return type.cast(bound);
    }

    private @Nullable Object record(JsonNode node, Class<?> type, boolean named, String path) {
        if (!node.isObject()) {
            return fail(path, "an object with " + names(type), node);
        }
        RecordComponent[] components = type.getRecordComponents();
        var known = Arrays.stream(components).map(RecordComponent::getName).toList();
        var told = new ArrayList<>(known);
        if (path.isEmpty()) {
            told.addAll(around);
        }
        for (String name : node.propertyNames()) {
            if (!known.contains(name) && !(named && name.equals("type"))) {
                errors.add(
                        new SpecError(
                                at(path, name),
                                told.isEmpty()
                                        ? "no name here"
                                        : "one of " + String.join(", ", told),
                                "the name " + name));
            }
        }
        int before = errors.size();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] =
                    component(
                            node.path(components[i].getName()),
                            components[i],
                            at(path, components[i].getName()));
        }
        return errors.size() == before ? construct(type, components, values, node, path) : null;
    }

    private @Nullable Object component(JsonNode node, RecordComponent component, String path) {
        JsonNode value = node;
        if (value.isMissingNode() || value.isNull()) {
            Default text = component.getAnnotation(Default.class);
            if (text == null) {
                return SpecTrees.mayBeAbsent(component)
                        ? null
                        : fail(path, expectation(component), node);
            }
            value = SpecTrees.parse(text.value());
        }
        return value(value, component.getGenericType(), component, path);
    }

    private @Nullable Object value(
            JsonNode node, Type type, RecordComponent component, String path) {
        return switch (type) {
            case ParameterizedType list -> entries(node, list, component, path);
            case Class<?> c when c == String.class -> word(node, component, path);
            case Class<?> c when c == boolean.class || c == Boolean.class ->
                    node.isBoolean()
                            ? (Object) node.booleanValue()
                            : fail(path, "true or false", node);
            case Class<?> c when c.isPrimitive() || Number.class.isAssignableFrom(c) ->
                    number(node, c, component, path);
            case Class<?> c when c.isSealed() -> variant(node, c, path);
            case Class<?> c -> record(node, c, false, path);
            default ->
                    throw new IllegalStateException(
                            "a spec record has a component of type " + type + " at " + path);
        };
    }

    private @Nullable Object entries(
            JsonNode node, ParameterizedType type, RecordComponent component, String path) {
        if (!node.isArray()) {
            return fail(path, "a list", node);
        }
        var values = new ArrayList<Object>();
        for (int i = 0; i < node.size(); i++) {
            Object entry =
                    value(
                            node.get(i),
                            type.getActualTypeArguments()[0],
                            component,
                            path + "[" + i + "]");
            if (entry != null) {
                values.add(entry);
            }
        }
        if (type.getRawType() != SortedSet.class) {
            return List.copyOf(values);
        }
        var set = new TreeSet<>(values);
        return set.size() < values.size()
                ? fail(path, "a list that names nothing twice", node)
                : Collections.unmodifiableSortedSet(set);
    }

    private @Nullable Object word(JsonNode node, RecordComponent component, String path) {
        OneOf words = component.getAnnotation(OneOf.class);
        Form form = component.getAnnotation(Form.class);
        if (!node.isString()
                || (words != null && !List.of(words.value()).contains(node.stringValue()))
                || (form != null && !node.stringValue().matches(form.value()))) {
            return fail(path, text(component), node);
        }
        return node.stringValue();
    }

    private @Nullable Object number(
            JsonNode node, Class<?> type, RecordComponent component, String path) {
        boolean whole = type != double.class && type != Double.class;
        if (!node.isNumber() || (whole && !node.canConvertToExactIntegral())) {
            return fail(path, expectation(component), node);
        }
        double value = node.doubleValue();
        boolean wide = type == long.class || type == Long.class;
        boolean fits = !whole || (wide ? node.canConvertToLong() : node.canConvertToInt());
        if (!fits) {
            Object most = wide ? (Object) Long.MAX_VALUE : (Object) Integer.MAX_VALUE;
            return fail(path, expectation(component) + ", not above " + most, node);
        }
        if (!Double.isFinite(value) || outside(value, component.getAnnotation(Range.class))) {
            return fail(path, expectation(component), node);
        }
        if (!whole) {
            return value;
        }
        return wide ? (Object) node.longValue() : (Object) node.intValue();
    }

    private static boolean outside(double value, @Nullable Range range) {
        return range != null
                && (value < range.min()
                        || value > range.max()
                        || value <= range.above()
                        || value >= range.below());
    }

    private @Nullable Object variant(JsonNode node, Class<?> sealed, String path) {
        // A bare name stands for the record with all its defaults: "method: Dense", "set: gsm8k".
        JsonNode name = node.isString() ? node : node.path("type");
        if (!name.isString()) {
            return fail(at(path, "type"), "one of " + SpecTrees.variantNames(sealed), name);
        }
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.getSimpleName().equalsIgnoreCase(name.stringValue())) {
                return record(
                        node.isString() ? JsonNodeFactory.instance.objectNode() : node,
                        permitted,
                        true,
                        path);
            }
        }
        return fail(at(path, "type"), "one of " + SpecTrees.variantNames(sealed), name);
    }

    private @Nullable Object construct(
            Class<?> type,
            RecordComponent[] components,
            @Nullable Object[] values,
            JsonNode node,
            String path) {
        try {
            Class<?>[] parameters =
                    Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException rule) {
                return fail(path, String.valueOf(rule.getMessage()), node);
            }
            throw new IllegalStateException(type + " failed at " + path, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is not a public record", e);
        }
    }

    private @Nullable Object fail(String path, String expected, JsonNode got) {
        errors.add(new SpecError(path, expected, SpecTrees.shown(got)));
        return null;
    }

    private static String text(RecordComponent component) {
        OneOf words = component.getAnnotation(OneOf.class);
        if (words != null) {
            return "one of " + String.join(", ", words.value());
        }
        Form form = component.getAnnotation(Form.class);
        return form == null ? "a text" : form.told();
    }

    private static String expectation(RecordComponent component) {
        Class<?> type = component.getType();
        if (type.isSealed()) {
            return "one of " + SpecTrees.variantNames(type);
        }
        if (type.isRecord()) {
            return "an object with " + names(type);
        }
        if (type == String.class || component.isAnnotationPresent(OneOf.class)) {
            return text(component);
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return SpecTrees.numberWords(component);
        }
        return "a list";
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
