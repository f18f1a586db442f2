package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecLimits;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies changes such as {@code train.steps=100} to a document before its runs are planned. */
final class Changes {

    private static final int MOST = 1000;
    private static final String SWEEP = "sweep.";

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

    /** Applies all changes. An invalid change adds an error; the others are still applied. */
    List<Change> apply(List<String> sets) {
        if (sets.size() > MOST) {
            String got = "%d changes".formatted(sets.size());
            errors.add(new SpecError("--set", "at most %d changes".formatted(MOST), got));
        } else {
            sets.forEach(this::apply);
        }
        return new ArrayList<>(made.values());
    }

    private void apply(String set) {
        int equals = SpecTrees.pathEnd(set);
        if (equals < 1) {
            errors.add(new SpecError("--set", "path=value", set));
            return;
        }
        String path = set.substring(0, equals);
        var own = new SpecErrors();
        JsonNode value = SpecTrees.setting(set.substring(equals + 1), own, limits);
        errors.addAll(new SpecException(own), "--set " + path + ": ");
        try {
            List<String> names = names(path);
            requireVariant(path, names);
            apply(new Change(path, names, value));
        } catch (SpecException e) {
            errors.addAll(e, "--set ");
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

    /** Rejects unknown variants: a misspelt name must not add a run. */
    private void requireVariant(String path, List<String> names) {
        JsonNode variants = tree.path("variants");
        boolean inside = names.size() > 1 && names.getFirst().equals("variants");
        if (inside && (variants.isObject() || variants.isMissingNode())) {
            if (!variants.has(names.get(1))) {
                throw SpecException.of(
                        path,
                        variants.isEmpty()
                                ? "a document that has variants"
                                : "a variant of the document, one of "
                                        + String.join(", ", variants.propertyNames()),
                        names.get(1));
            }
        }
    }

    /** Sets the shared value and the value of each variant that has its own. */
    private void apply(Change change) {
        SpecTrees.set(tree, change.path(), change.names(), change.value());
        for (JsonNode variant : tree.path("variants")) {
            if (variant instanceof ObjectNode own
                    && !SpecTrees.at(own, change.names()).isMissingNode()) {
                SpecTrees.set(own, change.path(), change.names(), change.value());
            }
        }
        if (!SpecTrees.REFUSED.equals(change.value())) {
            made.put(change.path(), change);
        }
    }
}
