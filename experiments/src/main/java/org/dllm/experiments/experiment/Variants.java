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
 * What differs between the runs of a document.
 *
 * @param byName changes by variant name; one empty entry with an empty name if no variant is valid
 * @param refused names of invalid variants, whose runs are unknown
 * @param whole whether all variants are known
 */
record Variants(Map<String, ObjectNode> byName, Set<String> refused, boolean whole) {

    static Variants of(JsonNode variants, SpecErrors errors) {
        var byName = new LinkedHashMap<String, ObjectNode>();
        var refused = new HashSet<String>();
        boolean wrong = !variants.isMissingNode() && (!variants.isObject() || variants.isEmpty());
        if (wrong && !SpecTrees.REFUSED.equals(variants)) {
            addError(errors, "variants", "an object of name: changes", SpecTrees.shown(variants));
        }
        for (var variant : variants.properties()) {
            String name = variant.getKey();
            JsonNode changes = variant.getValue();
            if (!RunNames.fits(name)) {
                addError(errors, "variants", RunNames.VARIANT, name);
            } else if (!changes.isObject() && !SpecTrees.REFUSED.equals(changes)) {
                String shown = SpecTrees.shown(changes);
                addError(errors, "variants." + name, "an object of changes", shown);
            }
            if (RunNames.fits(name) && changes instanceof ObjectNode object) {
                byName.put(name, object);
            } else {
                refused.add(name);
            }
        }
        boolean whole = !wrong && (variants.isMissingNode() || !byName.isEmpty());
        if (byName.isEmpty()) {
            // the shared values are checked even without variants
            byName.put("", JsonNodeFactory.instance.objectNode());
        }
        return new Variants(byName, refused, whole);
    }

    private static void addError(SpecErrors errors, String path, String expected, String got) {
        errors.add(new SpecError(path, expected, got));
    }
}
