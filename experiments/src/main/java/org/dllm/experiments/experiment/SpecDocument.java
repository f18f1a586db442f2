package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dllm.experiments.model.ModelSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecTrees;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a person submits: one spec, and how it varies.
 *
 * <p>Beside the names of {@link ExperimentSpec} a document may have a {@code description}; {@code
 * variants}, a map from a name to what differs in it; and {@code sweep}, a map from a path to a
 * list of values. Every variant at every point of the sweep is one run.
 */
public final class SpecDocument {

    private static final int MOST_RUNS = 1000;

    /** What a document has beside the names of a spec. */
    private static final List<String> AROUND = List.of("description", "variants", "sweep");

    private final ObjectNode tree;
    private final List<PlannedRun> plan;

    private SpecDocument(ObjectNode tree, List<PlannedRun> plan) {
        this.tree = tree;
        this.plan = List.copyOf(plan);
    }

    /**
     * Reads a document, YAML or JSON.
     *
     * @param sets changes as {@code train.steps=100}, applied before anything is read; the value is
     *     YAML
     * @throws SpecException with everything that is wrong
     */
    public static SpecDocument parse(String text, List<String> sets) {
        if (!(SpecTrees.parse(text) instanceof ObjectNode tree)) {
            throw new SpecException(
                    List.of(
                            new SpecError(
                                    "", "an object", SpecTrees.shown(SpecTrees.parse(text)))));
        }
        var errors = new ArrayList<SpecError>();
        var changes = new LinkedHashMap<String, JsonNode>();
        sets.forEach(set -> change(tree, set, changes, errors));
        if (!errors.isEmpty()) {
            throw new SpecException(errors);
        }
        return new SpecDocument(tree, plan(tree, changes));
    }

    /** A change is made where all runs share a value, and in each variant that has its own. */
    private static void change(
            ObjectNode tree, String set, Map<String, JsonNode> changes, List<SpecError> errors) {
        int equals = set.indexOf('=');
        if (equals < 1) {
            errors.add(new SpecError("--set", "path=value", set));
            return;
        }
        String path = set.substring(0, equals);
        String value = set.substring(equals + 1);
        collect(errors, "--set " + path + ": ", () -> SpecTrees.parse(value))
                .ifPresent(read ->
                        collect(
                                errors,
                                "--set ",
                                () -> {
                                    SpecTrees.set(tree, path, read);
                                    for (JsonNode variant : tree.path("variants")) {
                                        if (variant instanceof ObjectNode own
                                                && !SpecTrees.at(own, path).isMissingNode()) {
                                            SpecTrees.set(own, path, read);
                                        }
                                    }
                                    return changes.put(path, read);
                                }));
    }

    /** The same runs in an order in which a run that takes another's rate comes after it. */
    public List<PlannedRun> inOrder() {
        return plan.stream()
                .sorted(Comparator.comparing((PlannedRun run) -> run.rateOf().isPresent()))
                .toList();
    }

    /** The name of the experiment that will hold the runs. */
    public String name() {
        return plan.getFirst().spec().name();
    }

    /** The runs, in the order of the text. */
    public List<PlannedRun> plan() {
        return plan;
    }

    /**
     * Fails where a run would start from a model whose name nobody knows, or asks of a model that
     * is there what its layers do not allow.
     *
     * @param dataDir the folder that holds {@code models/}
     * @throws SpecException with the known names, or the layers
     */
    public void requireModels(Path dataDir) {
        List<SpecError> errors =
                plan.stream()
                        .flatMap(run -> Stream.ofNullable(run.spec().model().from()))
                        .distinct()
                        .filter(from -> !ModelCatalogue.mayBe(from, dataDir))
                        .map(from ->
                                new SpecError(
                                        "model.from",
                                        "an absolute path or one of "
                                                + String.join(", ", ModelCatalogue.known(dataDir)),
                                        from))
                        .toList();
        if (!errors.isEmpty()) {
            throw new SpecException(errors);
        }
        requireReachable(dataDir);
    }

    private void requireReachable(Path dataDir) {
        var errors = new ArrayList<SpecError>();
        var layers = new HashMap<ModelSpec, OptionalInt>();
        for (PlannedRun run : plan) {
            ExperimentSpec spec = run.spec();
            layers.computeIfAbsent(spec.model(), model -> ModelCatalogue.layers(model, dataDir))
                    .ifPresent(count ->
                            collect(
                                    errors,
                                    tree.has("variants") ? "variants." + run.name() + ": " : "",
                                    () -> {
                                        spec.method().requireReachable(count);
                                        return spec;
                                    }));
        }
        if (!errors.isEmpty()) {
            throw new SpecException(errors);
        }
    }

    /** The document as it was read, changes applied, as JSON. */
    public String json() {
        return tree.toString();
    }

    private static List<PlannedRun> plan(ObjectNode tree, Map<String, JsonNode> changes) {
        var errors = new ArrayList<SpecError>();
        var unseen = new LinkedHashMap<>(changes);
        unseen.keySet().removeIf(path -> AROUND.stream().anyMatch(path::startsWith));
        ObjectNode common = tree.deepCopy();
        common.remove(AROUND);
        Map<String, JsonNode> variants = variants(tree.path("variants"), errors);
        List<Map<String, JsonNode>> points = points(tree.path("sweep"), variants.size(), errors);
        var names = new RunNames(tree.path("sweep"));
        var plan = new ArrayList<PlannedRun>();
        var checks = new PlanChecks(errors);
        for (var variant : variants.entrySet()) {
            for (var point : points) {
                String place =
                        variant.getKey().isEmpty() ? "" : "variants." + variant.getKey() + ": ";
                String name = point.containsKey("name") ? "sweep.name" : place + "name";
                collect(
                                errors,
                                place,
                                () ->
                                        planned(
                                                merged(common, variant, point, unseen),
                                                variant,
                                                point,
                                                names))
                        .ifPresent(run -> {
                            plan.add(run);
                            checks.name(name, plan.getFirst(), run);
                        });
            }
        }
        if (variants.isEmpty() || points.isEmpty()) {
            // no run was there to take anything
            unseen.clear();
        }
        unseen.forEach((path, value) ->
                errors.add(
                        new SpecError(
                                "--set " + path,
                                "a setting that some run takes, which has no other from its"
                                        + " variant or the sweep",
                                SpecTrees.shown(value))));
        checks.rates(plan, tree.has("variants"));
        checks.tasks(plan);
        if (!errors.isEmpty()) {
            throw new SpecException(errors.stream().distinct().toList());
        }
        return plan;
    }

    /**
     * @param unseen changes that no run has taken so far; those that this one takes go
     */
    private static ObjectNode merged(
            ObjectNode common,
            Map.Entry<String, JsonNode> variant,
            Map<String, JsonNode> point,
            Map<String, JsonNode> unseen) {
        ObjectNode merged = (ObjectNode) SpecTrees.merge(common, variant.getValue());
        point.forEach((path, value) -> SpecTrees.set(merged, path, value));
        unseen.entrySet()
                .removeIf(
                        change -> SpecTrees.at(merged, change.getKey()).equals(change.getValue()));
        return merged;
    }

    private static PlannedRun planned(
            ObjectNode merged,
            Map.Entry<String, JsonNode> variant,
            Map<String, JsonNode> point,
            RunNames names) {
        for (JsonNode task : merged.path("evaluate")) {
            if (task instanceof ObjectNode object && !object.has("set") && object.has("task")) {
                // "task: gsm8k" says the data set too.
                object.set("set", object.path("task"));
            }
        }
        ExperimentSpec spec = SpecBinder.bind(merged, ExperimentSpec.class, AROUND);
        String key = variant.getKey();
        return new PlannedRun(
                names.name(key.isEmpty() ? spec.name() : key, point),
                spec,
                spec.method().sibling().map(of -> names.name(of, point)));
    }

    private static Map<String, JsonNode> variants(JsonNode variants, List<SpecError> errors) {
        var byName = new LinkedHashMap<String, JsonNode>();
        if (variants.isMissingNode()) {
            byName.put("", JsonNodeFactory.instance.objectNode());
        } else if (!variants.isObject() || variants.isEmpty()) {
            errors.add(
                    new SpecError(
                            "variants", "an object of name: changes", SpecTrees.shown(variants)));
        }
        for (var variant : variants.properties()) {
            if (!RunNames.fits(variant.getKey())) {
                errors.add(new SpecError("variants", RunNames.VARIANT, variant.getKey()));
            } else if (variant.getValue().isObject()) {
                byName.put(variant.getKey(), variant.getValue());
            } else {
                errors.add(
                        new SpecError(
                                "variants." + variant.getKey(),
                                "an object of changes",
                                SpecTrees.shown(variant.getValue())));
            }
        }
        return byName;
    }

    /**
     * The grid of a sweep: one map from path to value per point; a single empty one without a
     * sweep; none where they would be too many runs.
     */
    private static List<Map<String, JsonNode>> points(
            JsonNode sweep, int variants, List<SpecError> errors) {
        List<Map<String, JsonNode>> points = List.of(Map.of());
        if (tooMany(variants, 1, errors)) {
            return List.of();
        }
        if (!sweep.isMissingNode() && !sweep.isObject()) {
            errors.add(new SpecError("sweep", "an object of path: values", SpecTrees.shown(sweep)));
        }
        for (var axis : sweep.properties()) {
            if (!axis.getValue().isArray()
                    || axis.getValue().isEmpty()
                    || repeats(axis.getValue())) {
                errors.add(
                        new SpecError(
                                "sweep." + axis.getKey(),
                                "a list of values, none twice",
                                SpecTrees.shown(axis.getValue())));
                continue;
            }
            long size = (long) points.size() * axis.getValue().size();
            if (tooMany(variants, size, errors)) {
                return List.of();
            }
            var longer = new ArrayList<Map<String, JsonNode>>();
            for (var point : points) {
                for (JsonNode value : axis.getValue()) {
                    var next = new LinkedHashMap<>(point);
                    next.put(axis.getKey(), value);
                    longer.add(next);
                }
            }
            points = longer;
        }
        return points;
    }

    private static boolean tooMany(int variants, long points, List<SpecError> errors) {
        // where no variant is valid, the points alone must not grow without end
        boolean tooMany = Math.max(1, variants) * points > MOST_RUNS;
        if (tooMany) {
            errors.add(
                    new SpecError(
                            "variants and sweep",
                            "at most " + MOST_RUNS + " runs",
                            "%d variants at %d points or more".formatted(variants, points)));
        }
        return tooMany;
    }

    /** Whether two values are the same: both would be one run of two names, or of one. */
    private static boolean repeats(JsonNode values) {
        long different =
                values.valueStream()
                        .map(v -> v.isNumber() ? v.decimalValue().stripTrailingZeros() : v)
                        .distinct()
                        .count();
        return different < values.size();
    }

    private static <T> Optional<T> collect(
            List<SpecError> errors, String place, Supplier<@Nullable T> work) {
        try {
            return Optional.ofNullable(work.get());
        } catch (SpecException e) {
            for (SpecError error : e.errors()) {
                String path =
                        error.path().isEmpty() && place.endsWith(": ")
                                ? place.substring(0, place.length() - 2)
                                : place + error.path();
                errors.add(new SpecError(path, error.expected(), error.got()));
            }
            return Optional.empty();
        }
    }
}
