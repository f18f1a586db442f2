package org.dllm.experiments.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;

/**
 * Values of one run that differ from the shared document: those of its variant, then those of the
 * sweep.
 */
final class RunChanges {

    private RunChanges() {}

    /** The run's values by path, in document order. */
    static Map<String, JsonNode> of(
            JsonNode common, JsonNode variant, Map<String, JsonNode> point) {
        var changes = new LinkedHashMap<String, JsonNode>();
        collect("", common, variant, changes);
        changes.putAll(point);
        return Collections.unmodifiableMap(changes);
    }

    private static void collect(
            String before, JsonNode common, JsonNode own, Map<String, JsonNode> changes) {
        for (var part : own.properties()) {
            String path = before + SpecTrees.quoted(part.getKey());
            JsonNode shared = common.path(part.getKey());
            if (part.getValue().isObject() && !part.getValue().isEmpty()) {
                collect(path + ".", shared, part.getValue(), changes);
            } else if (!part.getValue().equals(shared)) {
                changes.put(path, part.getValue());
            }
        }
    }
}
