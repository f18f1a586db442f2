package org.dllm.experiments.spec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Binds a tree to a record: reads {@link Default}, {@link Range}, {@link AllowedValues} and the
 * like on its components, takes the {@code permits} list of a sealed interface as the names that
 * {@code type} may have, and continues after an error so that all errors are reported.
 */
public final class SpecBinder {

    /** Suffix of the path that denotes the kind of a value of several kinds. */
    static final String KIND = ".type";

    /** Parsed defaults, cached because all runs of a document use them. */
    private static final Map<String, JsonNode> DEFAULTS = new ConcurrentHashMap<>();

    /** Placeholder for a value whose errors have already been reported. */
    private static final Object REFUSED = new Object();

    private final SpecErrors errors = new SpecErrors();
    private final Map<String, @Nullable Object> known = new HashMap<>();
    private final List<String> around;
    private final boolean whole;

    private SpecBinder(List<String> around, boolean whole) {
        this.around = around;
        this.whole = whole;
    }

    /**
     * The record that {@code tree} describes.
     *
     * @throws SpecException with every error of the tree
     */
    public static <T extends Record> T bind(JsonNode tree, Class<T> type) {
        SpecDraft<T> draft = draft(tree, type, List.of(), true);
        return draft.whole().orElseThrow(() -> new SpecException(draft.errors()));
    }

    /**
     * Reads as much as possible of a tree that was part of a larger document.
     *
     * @param around names that the document accepts in addition to the record's own
     * @param whole whether the tree is complete; otherwise missing parts may only be unread
     */
    public static <T extends Record> SpecDraft<T> draft(
            JsonNode tree, Class<T> type, List<String> around, boolean whole) {
        var binder = new SpecBinder(around, whole);
        Object bound = binder.record(tree, type, false, "");
        return new SpecDraft<>(
                tree,
                binder.errors,
                binder.known,
                type.isInstance(bound) && binder.errors.isEmpty() ? type.cast(bound) : null);
    }

    /** The record of a kind with all its defaults; empty if a component has no default. */
    public static Optional<Object> plain(Class<?> kind) {
        var binder = new SpecBinder(List.of(), true);
        Object bound = binder.record(JsonNodeFactory.instance.objectNode(), kind, true, "");
        return kind.isInstance(bound) ? Optional.of(bound) : Optional.empty();
    }

    static boolean given(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private Object record(JsonNode node, Class<?> type, boolean named, String path) {
        if (!node.isObject()) {
            return fail(path, "an object with " + Expectation.names(type), node);
        }
        Reflected.Shape shape = Reflected.shape(type);
        List<RecordComponent> components = shape.components();
        boolean right = names(node, components, named, path);
        // an unknown name may be a misspelling of an absent one
        boolean sure = whole && right;
        var parts = new HashMap<String, @Nullable Object>();
        @Nullable Object[] values = new @Nullable Object[components.size()];
        for (int i = 0; i < components.size(); i++) {
            String name = components.get(i).getName();
            JsonNode part = node.path(name);
            FormerName former = components.get(i).getAnnotation(FormerName.class);
            values[i] =
                    former != null && given(node.path(former.value()))
                            ? formerly(node, former, components.get(i), path)
                            : component(part, components.get(i), sure, at(path, name));
            if (REFUSED.equals(values[i])) {
                right = false;
            } else if (sure || given(part)) {
                parts.put(name, values[i]);
                known.put(at(path, name), values[i]);
            }
        }
        right &= checkExactlyOne(type, node, sure, path);
        right &= rules(type, parts, node, path);
        return right
                ? invoke(() -> shape.constructor().newInstance(values), type, node, path)
                : REFUSED;
    }

    /**
     * Reports the names of an object that the record does not have. Returns whether there are none.
     */
    private boolean names(
            JsonNode node, List<RecordComponent> components, boolean named, String path) {
        var known = components.stream().map(RecordComponent::getName).toList();
        var expected = new ArrayList<>(known);
        if (path.isEmpty()) {
            expected.addAll(around);
        }
        long before = errors.added();
        for (String name : node.propertyNames()) {
            if (!known.contains(name)
                    && !(named && name.equals("type"))
                    && !Reflected.formerNames(components).contains(name)) {
                errors.add(
                        new SpecError(
                                at(path, name),
                                expected.isEmpty()
                                        ? "no settings"
                                        : "one of " + String.join(", ", expected),
                                "the unknown name " + SpecTrees.shortened(name)));
            }
        }
        return errors.added() == before;
    }

    /** The value of a component that the text gives by its former name. */
    private Object formerly(
            JsonNode node, FormerName former, RecordComponent component, String path) {
        JsonNode old = node.path(former.value());
        JsonNode now = SpecTrees.parse(former.values()).path(old.asString(""));
        if (given(node.path(component.getName()))) {
            return fail(
                    at(path, former.value()),
                    "no value, because %s is its name now and has one"
                            .formatted(component.getName()),
                    old);
        }
        return now.isMissingNode()
                ? fail(at(path, former.value()), Expectation.former(former), old)
                : value(now, component.getGenericType(), component, at(path, component.getName()));
    }

    private @Nullable Object component(
            JsonNode node, RecordComponent component, boolean sure, String path) {
        if (given(node)) {
            return value(node, component.getGenericType(), component, path);
        }
        Default text = component.getAnnotation(Default.class);
        if (text != null) {
            // if the default may not apply, its parts are unknown too
            SpecBinder binder = sure ? this : new SpecBinder(around, whole);
            JsonNode value = DEFAULTS.computeIfAbsent(text.value(), SpecTrees::parse);
            return binder.value(value, component.getGenericType(), component, path);
        }
        if (Reflected.shape(component.getDeclaringRecord())
                .optional()
                .contains(component.getName())) {
            return null;
        }
        return whole ? fail(path, Expectation.of(component), node) : REFUSED;
    }

    private Object value(JsonNode node, Type type, RecordComponent component, String path) {
        if (SpecTrees.REFUSED.equals(node)) {
            return REFUSED;
        }
        return switch (type) {
            case ParameterizedType list -> entries(node, list, component, path);
            case Class<?> c when Scalars.has(c) -> scalar(node, c, component, path);
            case Class<?> c when c.isSealed() -> variant(node, c, path);
            case Class<?> c -> record(node, c, false, path);
            default ->
                    throw new IllegalStateException(
                            "a spec record has a component of type " + type + " at " + path);
        };
    }

    private Object entries(
            JsonNode node, ParameterizedType type, RecordComponent component, String path) {
        if (!node.isArray()) {
            return fail(path, "a list", node);
        }
        long before = errors.added();
        var values = new ArrayList<Object>();
        var kinds = new ArrayList<Object>();
        for (int i = 0; i < node.size(); i++) {
            String at = path + "[" + i + "]";
            Object entry = value(node.get(i), type.getActualTypeArguments()[0], component, at);
            if (!REFUSED.equals(entry)) {
                values.add(entry);
                known.put(at, entry);
            }
            Optional.ofNullable(known.get(at + KIND)).ifPresent(kinds::add);
        }
        if (component.isAnnotationPresent(UniqueKinds.class) && repeats(kinds)) {
            fail(path, "a list that names each kind once", node);
        }
        boolean set = type.getRawType() == SortedSet.class;
        if (set && repeats(values)) {
            fail(path, "a list without duplicates", node);
        }
        if (errors.added() > before || values.size() < node.size()) {
            return REFUSED;
        }
        return set ? Collections.unmodifiableSortedSet(new TreeSet<>(values)) : List.copyOf(values);
    }

    private static boolean repeats(List<Object> values) {
        return values.stream().distinct().count() < values.size();
    }

    private Object scalar(JsonNode node, Class<?> type, RecordComponent component, String path) {
        Object read = Scalars.read(node, type, component);
        return read instanceof Scalars.Refused(String expected) ? fail(path, expected, node) : read;
    }

    private Object variant(JsonNode node, Class<?> sealed, String path) {
        // A bare name stands for the record with all its defaults: "method: Dense", "set: gsm8k".
        JsonNode name = node.isString() ? node : node.path("type");
        if (SpecTrees.REFUSED.equals(name)) {
            return REFUSED;
        }
        if (node.isObject() && !given(name) && Reflected.defaultKind(sealed).isPresent()) {
            name = JsonNodeFactory.instance.stringNode(Reflected.defaultKind(sealed).get());
        }
        for (Class<?> permitted : Reflected.kinds(sealed)) {
            if (name.isString() && permitted.getSimpleName().equalsIgnoreCase(name.stringValue())) {
                known.put(path + KIND, permitted);
                return record(
                        node.isString() ? JsonNodeFactory.instance.objectNode() : node,
                        permitted,
                        true,
                        path);
            }
        }
        return fail(path + KIND, "one of " + Expectation.kinds(sealed), name);
    }

    /** Reports exclusive names unless exactly one is given. */
    private boolean checkExactlyOne(Class<?> type, JsonNode node, boolean sure, String path) {
        ExactlyOne of = type.getAnnotation(ExactlyOne.class);
        if (of == null) {
            return true;
        }
        long count = Arrays.stream(of.value()).filter(name -> given(node.path(name))).count();
        if (count == 1 || (count == 0 && !sure)) {
            return true;
        }
        fail(path, of.description(), node);
        return false;
    }

    /** Reports the rules that known values break. Returns whether there are none. */
    private boolean rules(
            Class<?> type, Map<String, @Nullable Object> parts, JsonNode node, String path) {
        long before = errors.added();
        for (Method rule : Reflected.rules(type, "")) {
            Rule of = rule.getAnnotation(Rule.class);
            var arguments = new ArrayList<Object>();
            for (String name : of.value()) {
                Optional.ofNullable(parts.get(name))
                        .or(() ->
                                List.of(of.byKind()).contains(name)
                                        ? kind(at(path, name))
                                        : Optional.empty())
                        .ifPresent(arguments::add);
            }
            if (arguments.size() == of.value().length) {
                invoke(
                        () -> Optional.ofNullable(rule.invoke(null, arguments.toArray())),
                        rule,
                        node,
                        path);
            }
        }
        return errors.added() == before;
    }

    private Optional<Object> kind(String path) {
        return Optional.ofNullable(known.get(path + KIND)).flatMap(kind -> plain((Class<?>) kind));
    }

    @FunctionalInterface
    private interface Call {
        Object make() throws ReflectiveOperationException;
    }

    /** Calls the record's own code and reports the errors that it throws. */
    private Object invoke(Call call, Object what, JsonNode node, String path) {
        try {
            return call.make();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException rule) {
                return fail(path, String.valueOf(rule.getMessage()), node);
            }
            throw new IllegalStateException(what + " failed at " + path, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(what + " is not public", e);
        }
    }

    private Object fail(String path, String expected, JsonNode got) {
        errors.add(new SpecError(path, expected, SpecTrees.shown(got)));
        return REFUSED;
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
