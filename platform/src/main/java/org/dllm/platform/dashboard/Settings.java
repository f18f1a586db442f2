package org.dllm.platform.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A spec as a flat map from paths, such as {@code train.optimizer.lr}, to values as text. */
record Settings(SortedMap<String, String> values) {

    /** A setting that does not influence the result. */
    private static final String NAME = "name";

    private static final Pattern LONG_FRACTION = Pattern.compile("-?\\d+\\.\\d{5,}");

    private static final Comparator<String> METHOD_FIRST =
            Comparator.comparing((String path) -> !path.equals("method.type"))
                    .thenComparing(path -> !path.startsWith("method."))
                    .thenComparing(Comparator.naturalOrder());

    static Settings of(String spec) {
        var values = new TreeMap<String, String>();
        flatten("", JsonMapper.shared().readTree(spec), values);
        values.remove(NAME);
        return new Settings(values);
    }

    /**
     * The paths whose values differ between runs: the type of the method first, then its other
     * settings, then the rest in alphabetical order.
     *
     * @param all the settings of each run
     */
    static List<String> differing(List<Settings> all) {
        var paths = new TreeSet<String>(METHOD_FIRST);
        all.forEach(one -> paths.addAll(one.values.keySet()));
        return paths.stream()
                .filter(path -> all.stream().map(one -> one.exact(path)).distinct().count() > 1)
                .toList();
    }

    /** The stored value; a dash if the run does not have the setting. */
    public String exact(String path) {
        return values.getOrDefault(path, "–");
    }

    /** The value, with long fractions such as measured rates rounded to four digits. */
    public String text(String path) {
        String exact = exact(path);
        return LONG_FRACTION.matcher(exact).matches()
                ? new Quantity(Double.valueOf(exact)).text()
                : exact;
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
