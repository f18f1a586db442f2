package org.dllm.platform.dashboard;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A spec as a flat list of settings: {@code train.optimizer.lr} and its value as text. */
record Settings(SortedMap<String, String> values) {

    private static final String SEED = "seed";

    /** What names a run and says nothing of what it does. */
    private static final String NAME = "name";

    private static final String RATE = "method.rate";

    static Settings of(String spec) {
        var values = new TreeMap<String, String>();
        flatten("", JsonMapper.shared().readTree(spec), values);
        values.remove(NAME);
        return new Settings(values);
    }

    /**
     * The paths at which not all runs have the same value, in alphabetic order.
     *
     * @param all a run's settings each
     */
    static List<String> differing(List<Settings> all) {
        var paths = new TreeSet<String>();
        all.forEach(one -> paths.addAll(one.values.keySet()));
        return paths.stream()
                .filter(path -> all.stream().map(one -> one.text(path)).distinct().count() > 1)
                .toList();
    }

    /** A dash where the setting does not exist. */
    public String text(String path) {
        return values.getOrDefault(path, "–");
    }

    /**
     * What stays the same when only the seed changes.
     *
     * @param rateMeasured whether the rate was measured on another run, whose seed changes too
     */
    Map<String, String> recipe(boolean rateMeasured) {
        var recipe = new TreeMap<>(values);
        recipe.remove(SEED);
        if (rateMeasured) {
            recipe.remove(RATE);
        }
        return recipe;
    }

    private static void flatten(String path, JsonNode node, SortedMap<String, String> values) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry ->
                            flatten(below(path, entry.getKey()), entry.getValue(), values));
        } else if (node.isArray() && node.valueStream().anyMatch(JsonNode::isContainer)) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), values);
            }
        } else {
            values.put(path, words(node));
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String words(JsonNode node) {
        return node.isArray()
                ? String.join(", ", node.valueStream().map(JsonNode::asString).toList())
                : node.asString();
    }
}
