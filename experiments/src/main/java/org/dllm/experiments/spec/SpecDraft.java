package org.dllm.experiments.spec;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A tree read as a record as far as it goes: all that is wrong with it, and what is known of it
 * nevertheless. So what one part must be for another can be told while a third is wrong.
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

    /** In the order of the record. */
    public SpecErrors errors() {
        return errors;
    }

    /** The record, where nothing is wrong. */
    public Optional<T> whole() {
        return Optional.ofNullable(whole);
    }

    /**
     * The value at a path as {@code data[0].split}, given or by default; empty where it was
     * refused, where it is absent, and where it may only seem so: beside a name that nobody knows,
     * which may have been meant for it.
     */
    public <V> Optional<V> known(String path, Class<V> type) {
        return Optional.ofNullable(known.get(path)).filter(type::isInstance).map(type::cast);
    }

    /** The record that is meant by a value of several kinds, whatever its settings. */
    public Optional<Class<?>> kind(String path) {
        return Optional.ofNullable(known.get(path + SpecBinder.KIND)).map(kind -> (Class<?>) kind);
    }

    /** Whether something stands at a path, right or wrong. */
    public boolean given(String path) {
        return SpecBinder.given(SpecTrees.at(tree, path));
    }

    /** Whether the list at a path is known, and to have no entries. */
    public boolean empty(String path) {
        return known.get(path) instanceof Collection<?> list && list.isEmpty();
    }

    /** How many entries the list at a path has, right or wrong; 0 where there is no list. */
    public int size(String path) {
        JsonNode node = SpecTrees.at(tree, path);
        return node.isArray() ? node.size() : 0;
    }
}
