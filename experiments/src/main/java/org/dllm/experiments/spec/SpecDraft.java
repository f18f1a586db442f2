package org.dllm.experiments.spec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A tree read as a record despite errors: its errors and its known values. Constraints between two
 * parts can thus be checked while a third part is invalid.
 */
public final class SpecDraft<T extends Record> {

    private final JsonNode tree;
    private final SpecErrors errors;
    private final Map<String, @Nullable Object> known;
    private final @Nullable T whole;

    SpecDraft(
            JsonNode tree,
            SpecErrors errors,
            Map<String, @Nullable Object> known,
            @Nullable T whole) {
        this.tree = tree;
        this.errors = errors;
        this.known = Collections.unmodifiableMap(new HashMap<>(known));
        this.whole = whole;
    }

    public JsonNode tree() {
        return tree;
    }

    /** The errors, in the order of the record. */
    public SpecErrors errors() {
        return errors;
    }

    /** The record, if there are no errors. */
    public Optional<T> whole() {
        return Optional.ofNullable(whole);
    }

    /**
     * The value at a path such as {@code data[0].split}, given or by default. Empty if it is
     * invalid or absent, or if an unknown name next to it may be its misspelling.
     */
    public <V> Optional<V> known(String path, Class<V> type) {
        return Optional.ofNullable(known.get(path)).filter(type::isInstance).map(type::cast);
    }

    /** The record type chosen by a value of several kinds, independent of its settings. */
    public Optional<Class<?>> kind(String path) {
        return Optional.ofNullable(known.get(path + SpecBinder.KIND)).map(kind -> (Class<?>) kind);
    }

    /**
     * Checks the rules of the record at a path that need a value from outside. A rule is checked if
     * the settings that it reads are known, even if others are invalid. Of a list, the rule gets
     * the known entries.
     *
     * @param outside name of the value, see {@link Rule#outside}
     * @throws SpecException by the first broken rule
     */
    public void check(String path, String outside, Object value) {
        kind(path).stream()
                .flatMap(kind -> Reflected.rules(kind, outside).stream())
                .forEach(rule -> check(rule, path, value));
    }

    private void check(Method rule, String path, Object value) {
        var arguments = new ArrayList<>(List.of(value));
        String[] read = rule.getAnnotation(Rule.class).value();
        for (String name : read) {
            setting(path + "." + name).ifPresent(arguments::add);
        }
        if (arguments.size() <= read.length) {
            return;
        }
        try {
            rule.invoke(null, arguments.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SpecException broken) {
                throw broken;
            }
            throw new IllegalStateException(rule + " failed at " + path, e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(rule + " is not accessible", e);
        }
    }

    private Optional<Object> setting(String path) {
        List<Object> entries =
                IntStream.range(0, size(path))
                        .mapToObj(i -> known(path + "[" + i + "]", Object.class))
                        .flatMap(Optional::stream)
                        .toList();
        return known(path, Object.class)
                .or(() -> entries.isEmpty() ? Optional.empty() : Optional.of(entries));
    }

    /** Whether a path has a value, valid or not. */
    public boolean given(String path) {
        return SpecBinder.given(SpecTrees.at(tree, path));
    }

    /** Whether the list at a path is known to be empty. */
    public boolean empty(String path) {
        return known.get(path) instanceof Collection<?> list && list.isEmpty();
    }

    /** The number of entries of the list at a path, valid or not; 0 without a list. */
    public int size(String path) {
        JsonNode node = SpecTrees.at(tree, path);
        return node.isArray() ? node.size() : 0;
    }
}
