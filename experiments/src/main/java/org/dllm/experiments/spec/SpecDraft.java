package org.dllm.experiments.spec;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
