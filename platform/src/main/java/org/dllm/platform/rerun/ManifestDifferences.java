package org.dllm.platform.rerun;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The differences between two manifests. */
final class ManifestDifferences {

    /** Fitted weights are longer. */
    private static final int MOST_SHOWN = 200;

    private static final String RESOLUTION = "resolution";

    /**
     * Results, not conditions: the number of steps that a time budget allowed, which the metrics
     * show, and what the run decided from data.
     */
    private static final Set<String> RESULTS = Set.of("steps", RESOLUTION, "resolutionSha256");

    private final List<String> found = new ArrayList<>();

    private ManifestDifferences() {}

    /** The differences by path, such as {@code platform.threads: 2 and 4}. */
    static List<String> of(String first, String second) {
        var differences = new ManifestDifferences();
        JsonMapper json = JsonMapper.shared();
        differences.compare("", json.readTree(first), json.readTree(second));
        return differences.found;
    }

    /** The differences in what two runs decided from data. */
    static List<String> ofResolutions(String first, String second) {
        var differences = new ManifestDifferences();
        JsonMapper json = JsonMapper.shared();
        differences.compare(
                "", json.readTree(first).path(RESOLUTION), json.readTree(second).path(RESOLUTION));
        return differences.found;
    }

    private void compare(String path, JsonNode first, JsonNode second) {
        if (RESULTS.contains(path) || first.equals(second)) {
            return;
        }
        if (first.isObject() && second.isObject()) {
            var names = new TreeSet<String>();
            names.addAll(first.propertyNames());
            names.addAll(second.propertyNames());
            for (String name : names) {
                compare(
                        path.isEmpty() ? name : path + "." + name,
                        first.path(name),
                        second.path(name));
            }
            return;
        }
        found.add(path + ": " + shown(first) + " and " + shown(second));
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
