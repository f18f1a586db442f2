package org.dllm.experiments.experiment;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Named changes of a document's spec: its data sets or its variants.
 *
 * @param section the name of the map in the document: {@code datasets} or {@code variants}
 * @param byName changes by name; one empty entry with an empty name if no name is valid
 * @param refused invalid names, whose runs are unknown
 * @param whole whether all names are known
 */
record NamedChanges(
        String section, Map<String, ObjectNode> byName, Set<String> refused, boolean whole) {

    static final String VARIANTS = "variants";
    static final String DATASETS = "datasets";

    static NamedChanges of(ObjectNode document, String section, SpecErrors errors) {
        JsonNode named = document.path(section);
        var byName = new LinkedHashMap<String, ObjectNode>();
        var refused = new HashSet<String>();
        boolean wrong = !named.isMissingNode() && (!named.isObject() || named.isEmpty());
        if (wrong && !SpecTrees.REFUSED.equals(named)) {
            addError(errors, section, "an object of name: changes", SpecTrees.shown(named));
        }
        for (var entry : named.properties()) {
            String name = entry.getKey();
            JsonNode changes = entry.getValue();
            boolean fits = RunNames.fits(section, name);
            if (!fits) {
                addError(errors, section, RunNames.expected(section), name);
            } else if (!changes.isObject() && !SpecTrees.REFUSED.equals(changes)) {
                String shown = SpecTrees.shown(changes);
                addError(errors, section + "." + name, "an object of changes", shown);
            }
            if (fits && changes instanceof ObjectNode object) {
                byName.put(name, object);
            } else {
                refused.add(name);
            }
        }
        boolean whole = !wrong && (named.isMissingNode() || !byName.isEmpty());
        if (byName.isEmpty()) {
            // the shared values are checked even without names
            byName.put("", JsonNodeFactory.instance.objectNode());
        }
        return new NamedChanges(section, byName, refused, whole);
    }

    /** Whether every name is known and valid. */
    boolean complete() {
        return whole && refused.isEmpty();
    }

    /** Whether any of the names changes a field of the spec. */
    boolean changes(String field) {
        return byName.values().stream().anyMatch(changes -> changes.has(field));
    }

    private static void addError(SpecErrors errors, String path, String expected, String got) {
        errors.add(new SpecError(path, expected, got));
    }
}
