package db.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The place of a stored run in its submission. Names were {@code variant path=value …}. A value
 * counts only if the run's spec has it at that path; other text stays part of the variant.
 *
 * @param axes values by path, in the order of the name
 */
record RunPlace(String variant, Map<String, JsonNode> axes) {

    private static final Pattern LAST_AXIS = Pattern.compile("(.+) ([A-Za-z][\\w.\\[\\]]*)=(\\S+)");
    private static final String SEED = "seed";

    static RunPlace of(String name, String spec) {
        String variant = name;
        var found = new ArrayList<Map.Entry<String, JsonNode>>();
        JsonNode tree = name.indexOf('=') < 0 ? null : read(spec);
        Matcher last = LAST_AXIS.matcher(variant);
        while (tree != null && last.matches()) {
            JsonNode value = read(last.group(3));
            if (!same(value, at(tree, last.group(2)))) break;
            found.addFirst(Map.entry(last.group(2), value));
            variant = last.group(1);
            last = LAST_AXIS.matcher(variant);
        }
        var axes = new LinkedHashMap<String, JsonNode>();
        found.forEach(axis -> axes.put(axis.getKey(), axis.getValue()));
        return new RunPlace(variant, axes);
    }

    /** The values as JSON, paths in alphabetic order, without the seed. */
    String gridPoint() {
        SortedMap<String, JsonNode> point = new TreeMap<>(axes);
        point.remove(SEED);
        return JsonMapper.shared().writeValueAsString(point);
    }

    private static JsonNode at(JsonNode tree, String path) {
        JsonNode node = tree;
        for (String part : List.of(path.replace("[", ".").replace("]", "").split("\\.", -1))) {
            node =
                    node.isArray() && part.matches("\\d{1,6}")
                            ? node.path(Integer.parseInt(part))
                            : node.path(part);
        }
        return node;
    }

    private static boolean same(JsonNode value, JsonNode stored) {
        if (value.isNumber() && stored.isNumber()) {
            return value.doubleValue() == stored.doubleValue();
        }
        return !value.isMissingNode() && value.equals(stored);
    }

    private static JsonNode read(String json) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }
}
