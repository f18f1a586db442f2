package org.dllm.experiments.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values of one run that differ from the shared document: those of its data set, of its variant,
 * then of the sweep.
 */
final class RunChanges {

    private RunChanges() {}

    /** The run's values by path, in document order. */
    static Map<String, JsonNode> of(
            JsonNode common, List<ObjectNode> named, Map<String, JsonNode> point) {
        var changes = new LinkedHashMap<String, JsonNode>();
        named.forEach(own -> collect("", common, own, changes));
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
