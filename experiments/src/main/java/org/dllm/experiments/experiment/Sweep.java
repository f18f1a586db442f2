package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;

/**
 * The grid of a document's sweep.
 *
 * @param points maps from path to value; one empty map without a sweep. If there are too many
 *     points, only enough to contain each value once
 * @param whole whether all paths are known
 */
record Sweep(List<Map<String, JsonNode>> points, boolean whole) {

    private static final int MOST_RUNS = 1000;
    private static final int MOST_AXES = 20;

    /**
     * @param variants number of runs at each point, one per data set and variant
     */
    static Sweep of(JsonNode sweep, int variants, SpecErrors errors) {
        boolean wrong = !sweep.isMissingNode() && !sweep.isObject();
        if (wrong && !SpecTrees.REFUSED.equals(sweep)) {
            errors.add(new SpecError("sweep", "an object of path: values", SpecTrees.shown(sweep)));
        }
        if (sweep.size() > MOST_AXES) {
            errors.add(
                    new SpecError(
                            "sweep",
                            "at most %d paths".formatted(MOST_AXES),
                            sweep.size() + " paths"));
            return new Sweep(List.of(Map.of()), false);
        }
        var axes = new LinkedHashMap<String, List<JsonNode>>();
        sweep.properties()
                .forEach(axis ->
                        axes.put(axis.getKey(), values(axis.getKey(), axis.getValue(), errors)));
        return new Sweep(
                fitsLimit(axes, variants, errors) ? grid(axes) : star(axes, variants), !wrong);
    }

    private static List<JsonNode> values(String path, JsonNode axis, SpecErrors errors) {
        if (!axis.isArray() || axis.isEmpty()) {
            if (!SpecTrees.REFUSED.equals(axis)) {
                addError(path, axis, errors);
            }
            return List.of(SpecTrees.REFUSED);
        }
        // equal values would create duplicate runs
        var different = new LinkedHashMap<Object, JsonNode>();
        axis.forEach(value -> different.putIfAbsent(normalized(value), value));
        if (different.size() < axis.size()) {
            addError(path, axis, errors);
        }
        return List.copyOf(different.values());
    }

    private static Object normalized(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue())
                ? value.decimalValue().stripTrailingZeros()
                : value;
    }

    private static void addError(String path, JsonNode axis, SpecErrors errors) {
        errors.add(
                new SpecError("sweep." + path, "a list of distinct values", SpecTrees.shown(axis)));
    }

    private static boolean fitsLimit(
            Map<String, List<JsonNode>> axes, int variants, SpecErrors errors) {
        long points = 1;
        var sizes = axes.values().stream().mapToInt(List::size).iterator();
        while (variants * points <= MOST_RUNS && sizes.hasNext()) {
            points *= sizes.nextInt();
        }
        boolean few = variants * points <= MOST_RUNS;
        if (!few) {
            errors.add(
                    new SpecError(
                            "variants and sweep",
                            "at most " + MOST_RUNS + " runs",
                            "%d variants at %d points or more".formatted(variants, points)));
        }
        return few;
    }

    private static List<Map<String, JsonNode>> grid(Map<String, List<JsonNode>> axes) {
        List<Map<String, JsonNode>> points = List.of(Map.of());
        for (var axis : axes.entrySet()) {
            var longer = new ArrayList<Map<String, JsonNode>>();
            for (var point : points) {
                axis.getValue().forEach(value -> longer.add(with(point, axis.getKey(), value)));
            }
            points = longer;
        }
        return points;
    }

    /** The point of all first values, then one point for each other value in place of the first. */
    private static List<Map<String, JsonNode>> star(
            Map<String, List<JsonNode>> axes, int variants) {
        var first = new LinkedHashMap<String, JsonNode>();
        axes.forEach((path, values) -> first.put(path, values.getFirst()));
        var points = new ArrayList<Map<String, JsonNode>>(List.of(first));
        axes.forEach((path, values) ->
                values.stream().skip(1).forEach(value -> points.add(with(first, path, value))));
        return points.subList(0, Math.clamp(MOST_RUNS / variants, 1, points.size()));
    }

    private static Map<String, JsonNode> with(
            Map<String, JsonNode> point, String path, JsonNode value) {
        var next = new LinkedHashMap<>(point);
        next.put(path, value);
        return next;
    }
}
