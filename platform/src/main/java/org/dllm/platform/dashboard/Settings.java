package org.dllm.platform.dashboard;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings of a spec, addressed by paths such as {@code train.optimizer.lr}. Specs can have
 * thousands of settings that are equal in all runs, so only those that differ become paths.
 */
record Settings(JsonNode spec) {

    /** A setting that does not influence the result. */
    private static final String NAME = "name";

    private static final Pattern LONG_FRACTION = Pattern.compile("-?\\d+\\.\\d{5,}");

    private static final Pattern STEP = Pattern.compile("[.\\[]");

    private static final Comparator<String> METHOD_FIRST =
            Comparator.comparing((String path) -> !path.equals("method.type"))
                    .thenComparing(path -> !path.startsWith("method."))
                    .thenComparing(Comparator.naturalOrder());

    static Settings of(String spec) {
        JsonNode tree = JsonMapper.shared().readTree(spec);
        if (tree instanceof ObjectNode object) {
            object.remove(NAME);
        }
        return new Settings(tree);
    }

    /**
     * The paths whose values differ between runs: the type of the method first, then its other
     * settings, then the rest in alphabetical order.
     *
     * @param all the settings of each run
     */
    static List<String> differing(List<Settings> all) {
        var paths = new HashSet<String>();
        all.forEach(one -> compare("", all.getFirst().spec, one.spec, paths));
        return paths.stream().sorted(METHOD_FIRST).toList();
    }

    private static void compare(String path, JsonNode one, JsonNode other, Set<String> paths) {
        if (one.equals(other)) {
            return;
        }
        if (one.isObject() && other.isObject()) {
            var names = new HashSet<>(one.propertyNames());
            names.addAll(other.propertyNames());
            names.forEach(
                    name -> compare(below(path, name), one.path(name), other.path(name), paths));
        } else if (hasParts(one) && hasParts(other)) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                compare(path + "[" + i + "]", one.path(i), other.path(i), paths);
            }
        } else {
            addAll(path, one, paths);
            addAll(path, other, paths);
        }
    }

    private static void addAll(String path, JsonNode node, Set<String> paths) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> addAll(below(path, entry.getKey()), entry.getValue(), paths));
        } else if (hasParts(node)) {
            for (int i = 0; i < node.size(); i++) {
                addAll(path + "[" + i + "]", node.get(i), paths);
            }
        } else if (!node.isMissingNode()) {
            paths.add(path);
        }
    }

    /** A list of plain values is one setting. */
    private static boolean hasParts(JsonNode node) {
        return node.isArray() && node.valueStream().anyMatch(JsonNode::isContainer);
    }

    /** The stored value; a dash if the run does not have the setting. */
    public String exact(String path) {
        JsonNode node = spec;
        for (String step : STEP.splitAsStream(path).toList()) {
            node =
                    step.endsWith("]")
                            ? node.path(Integer.parseInt(step, 0, step.length() - 1, 10))
                            : node.path(step);
        }
        return node.isMissingNode() || node.isObject() || hasParts(node) ? "–" : words(node);
    }

    /** The value, with long fractions such as measured rates rounded to four digits. */
    public String text(String path) {
        String exact = exact(path);
        return LONG_FRACTION.matcher(exact).matches()
                ? new Quantity(Double.valueOf(exact)).text()
                : exact;
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
