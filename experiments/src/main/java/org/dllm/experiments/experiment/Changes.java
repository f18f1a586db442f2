package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecLimits;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies changes such as {@code train.steps=100} to a document before its runs are planned, after
 * the document's scale.
 */
final class Changes {

    private static final int MOST = 1000;
    private static final String SWEEP = "sweep.";

    /** Maps of named changes in a document, with the word for one of their names. */
    private static final Map<String, String> NAMED =
            Map.of(
                    NamedChanges.VARIANTS,
                    "variant",
                    NamedChanges.DATASETS,
                    "data set",
                    Scale.ALL,
                    "scale");

    /**
     * One applied change.
     *
     * @param names the names of the path
     */
    record Change(String path, List<String> names, JsonNode value) {

        /** Whether the path begins with {@code part}. */
        boolean isOf(String part) {
            return names.getFirst().equals(part);
        }
    }

    private final ObjectNode tree;
    private final SpecLimits limits;
    private final SpecErrors errors;
    private final Map<String, Change> made = new LinkedHashMap<>();

    Changes(ObjectNode tree, SpecLimits limits, SpecErrors errors) {
        this.tree = tree;
        this.limits = limits;
        this.errors = errors;
    }

    /**
     * Applies the scale and all changes. An invalid change adds an error; the others are still
     * applied.
     */
    List<Change> apply(List<String> sets) {
        List<Change> changes = List.of();
        if (sets.size() > MOST) {
            String got = "%d changes".formatted(sets.size());
            errors.add(new SpecError("--set", "at most %d changes".formatted(MOST), got));
        } else {
            changes = sets.stream().map(this::read).flatMap(Optional::stream).toList();
        }
        changes.stream().filter(Changes::ofScale).forEach(this::apply);
        Scale.apply(tree, errors);
        changes.stream().filter(change -> !ofScale(change)).forEach(this::apply);
        return new ArrayList<>(made.values());
    }

    private static boolean ofScale(Change change) {
        return change.isOf(Scale.SELECTED) || change.isOf(Scale.ALL);
    }

    private Optional<Change> read(String set) {
        int equals = SpecTrees.pathEnd(set);
        if (equals < 1) {
            errors.add(new SpecError("--set", "path=value", set));
            return Optional.empty();
        }
        String path = set.substring(0, equals);
        var own = new SpecErrors();
        JsonNode value = SpecTrees.setting(set.substring(equals + 1), own, limits);
        errors.addAll(new SpecException(own), "--set " + path + ": ");
        try {
            return Optional.of(new Change(path, names(path), value));
        } catch (SpecException e) {
            errors.addAll(e, "--set ");
            return Optional.empty();
        }
    }

    /** The part after {@code sweep.} is itself a path: {@code sweep.train.steps=[1, 2]}. */
    private static List<String> names(String path) {
        boolean bare = path.startsWith(SWEEP) && !path.matches("sweep\\.[\"'].*");
        List<String> names =
                bare ? List.of("sweep", path.substring(SWEEP.length())) : SpecTrees.names(path);
        if (names.isEmpty()) {
            throw SpecException.of(
                    path,
                    "a path such as train.steps or variants.\"a.b\".seed",
                    "unbalanced quotes");
        }
        return names;
    }

    /** Rejects unknown names: a misspelt name must not add a variant or a data set. */
    private void requireKnown(Change change) {
        List<String> names = change.names();
        String section = names.getFirst();
        String noun = NAMED.get(section);
        JsonNode named = tree.path(section);
        boolean open = named.isObject() || named.isMissingNode();
        if (noun != null && names.size() > 1 && open && !named.has(names.get(1))) {
            throw SpecException.of(
                    change.path(),
                    named.isEmpty()
                            ? "a document that has " + section
                            : "a %s of the document, one of %s"
                                    .formatted(noun, String.join(", ", named.propertyNames())),
                    names.get(1));
        }
    }

    private void apply(Change change) {
        try {
            requireKnown(change);
            set(change);
        } catch (SpecException e) {
            errors.addAll(e, "--set ");
        }
    }

    /** Sets the shared value and the value of each data set and variant that has its own. */
    private void set(Change change) {
        String first = change.names().getFirst();
        if (tree.has(first) || !Scale.replacedEverywhere(tree, first)) {
            SpecTrees.set(tree, change.path(), change.names(), change.value());
        }
        for (String section : List.of(NamedChanges.DATASETS, NamedChanges.VARIANTS)) {
            for (JsonNode named : tree.path(section)) {
                if (named instanceof ObjectNode own && has(own, change.names())) {
                    SpecTrees.set(own, change.path(), change.names(), change.value());
                }
            }
        }
        if (!SpecTrees.REFUSED.equals(change.value())) {
            made.put(change.path(), change);
        }
    }

    /** Whether the changes have their own value at the path, or a list that contains it. */
    private static boolean has(JsonNode own, List<String> names) {
        JsonNode node = own;
        for (String name : names) {
            if (node.isArray()) {
                return true;
            }
            node = node.path(name);
        }
        return !node.isMissingNode();
    }
}
