package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecDraft;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the runs of a document, each as far as it can be read. */
final class Planning {

    /** What a document has beside the names of a spec. */
    private static final List<String> AROUND = List.of("description", "variants", "sweep");

    private static final String SEED = "seed";

    private final ObjectNode tree;
    private final ObjectNode common;
    private final Map<String, JsonNode> unseen;
    private final List<SpecError> errors;
    private final RunErrors wrong = new RunErrors();
    private final Variants variants;
    private final Sweep sweep;
    private final RunNames names;

    /**
     * @param changes those made to the tree: each is to reach a run
     * @param errors what is wrong is added here
     */
    Planning(ObjectNode tree, Map<String, JsonNode> changes, List<SpecError> errors) {
        this.tree = tree;
        this.errors = errors;
        common = tree.deepCopy();
        common.remove(AROUND);
        unseen = new LinkedHashMap<>(changes);
        unseen.keySet().removeIf(path -> AROUND.stream().anyMatch(path::startsWith));
        variants = Variants.of(tree.path("variants"), errors);
        sweep = Sweep.of(tree.path("sweep"), variants.byName().size(), errors);
        names = new RunNames(tree.path("sweep"));
    }

    Variants variants() {
        return variants;
    }

    List<DraftRun> runs() {
        JsonNode description = tree.path("description");
        if (!description.isString() && !description.isMissingNode() && !description.isNull()) {
            errors.add(new SpecError("description", "a text", SpecTrees.shown(description)));
        }
        var runs = new ArrayList<DraftRun>();
        variants.byName()
                .forEach((name, changes) ->
                        sweep.points().forEach(point -> runs.add(run(name, changes, point))));
        errors.addAll(wrong.all(variants));
        if (variants.whole() && variants.refused().isEmpty()) {
            unseen.forEach((path, value) ->
                    errors.add(
                            new SpecError(
                                    "--set " + path,
                                    "a setting that some run takes, which has no other from its"
                                            + " variant or the sweep",
                                    SpecTrees.shown(value))));
        }
        return runs;
    }

    private DraftRun run(String variant, ObjectNode changes, Map<String, JsonNode> point) {
        String place = variant.isEmpty() ? "" : "variants." + variant + ": ";
        ObjectNode merged = SpecTrees.mergeNames(common, changes);
        point.forEach((path, value) ->
                collect(place, () -> SpecTrees.set(merged, path, value.deepCopy())));
        unseen.entrySet()
                .removeIf(change -> has(SpecTrees.at(merged, change.getKey()), change.getValue()));
        merged.path("evaluate").forEach(Planning::named);
        boolean whole = variants.whole() && sweep.whole();
        SpecDraft<ExperimentSpec> spec =
                SpecBinder.draft(merged, ExperimentSpec.class, AROUND, whole);
        spec.errors().forEach(error -> wrong.add(place, error));
        String got = SpecTrees.shown(merged);
        Premises.of(spec).broken().forEach(rule -> wrong.add(place, new SpecError("", rule, got)));
        Optional<String> name =
                variant.isEmpty() ? spec.known("name", String.class) : Optional.of(variant);
        name.ifPresent(
                known -> collect(place, () -> RunNames.requireFit(names.name(known, point))));
        SortedMap<String, JsonNode> gridPoint = new TreeMap<>(point);
        gridPoint.remove(SEED);
        return new DraftRun(
                names.name(name.orElse(""), point),
                name.orElse(""),
                gridPoint,
                place,
                point.containsKey("name") ? "sweep.name" : place + "name",
                spec,
                spec.known("method.rateOf", String.class).map(of -> names.name(of, point)));
    }

    /** A bare name may have been given settings since. */
    private static boolean has(JsonNode node, JsonNode value) {
        return node.equals(value) || (value.isString() && node.path("type").equals(value));
    }

    /** "task: gsm8k" says the data set too. */
    private static void named(JsonNode task) {
        if (task instanceof ObjectNode object && !object.has("set")) {
            String name = object.path("task").asString("");
            boolean set =
                    List.of(DatasetSpec.class.getPermittedSubclasses()).stream()
                            .anyMatch(kind -> kind.getSimpleName().equalsIgnoreCase(name));
            if (set) {
                object.set("set", object.path("task"));
            }
        }
    }

    private void collect(String place, Runnable work) {
        try {
            work.run();
        } catch (SpecException e) {
            e.errors().forEach(error -> wrong.add(place, error));
        }
    }
}
