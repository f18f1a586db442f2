package org.dllm.experiments.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecDraft;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates the runs of a document, reading each as far as possible despite errors. */
final class RunPlanner {

    /** Names that a document has in addition to those of a spec. */
    private static final List<String> AROUND =
            List.of(
                    "description",
                    NamedChanges.VARIANTS,
                    "sweep",
                    NamedChanges.DATASETS,
                    "baseline",
                    Scale.SELECTED,
                    Scale.ALL);

    private static final String SEED = "seed";

    private final ObjectNode tree;
    private final ObjectNode common;
    private final List<Changes.Change> unseen;
    private final SpecErrors errors;
    private final RunErrors wrong = new RunErrors();
    private final NamedChanges datasets;
    private final NamedChanges variants;
    private final Sweep sweep;
    private final RunNames names;

    /**
     * @param changes applied to the tree; each must take effect in a run
     * @param errors receives the errors
     */
    RunPlanner(ObjectNode tree, List<Changes.Change> changes, SpecErrors errors) {
        this.tree = tree;
        this.errors = errors;
        common = tree.deepCopy();
        common.remove(AROUND);
        unseen = new ArrayList<>(changes);
        unseen.removeIf(change -> AROUND.stream().anyMatch(change::isOf) && !isNamed(change));
        datasets = NamedChanges.of(tree, NamedChanges.DATASETS, errors);
        variants = NamedChanges.of(tree, NamedChanges.VARIANTS, errors);
        int runs = datasets.byName().size() * variants.byName().size();
        sweep = Sweep.of(tree.path("sweep"), runs, errors);
        names = new RunNames(tree.path("sweep"));
    }

    NamedChanges variants() {
        return variants;
    }

    /** Builds no run if the runs would be too large in total. */
    List<DraftRun> runs() {
        JsonNode description = tree.path("description");
        boolean right =
                description.isString() || description.isMissingNode() || description.isNull();
        if (!right && !SpecTrees.REFUSED.equals(description)) {
            errors.add(new SpecError("description", "a text", SpecTrees.shown(description)));
        }
        requireBaseline(tree.path("baseline"));
        int points = sweep.points().size();
        var named = List.of(datasets, variants);
        if (!PlanSize.fits(common, named, tree.path("sweep"), points, errors)) {
            return List.of();
        }
        var runs = new ArrayList<DraftRun>();
        for (String dataset : datasets.byName().keySet()) {
            for (String variant : variants.byName().keySet()) {
                var place = new RunPlace(dataset, variant);
                sweep.points().forEach(point -> runs.add(run(place, point)));
            }
        }
        wrong.report(datasets, variants, errors);
        if (datasets.complete() && variants.complete()) {
            unseen.forEach(change ->
                    errors.add(
                            new SpecError(
                                    "--set " + change.path(),
                                    "a setting that takes effect in at least one run, not"
                                            + " overridden by its variant or the sweep",
                                    SpecTrees.shown(change.value()))));
        }
        return runs;
    }

    /** Paired tests compare the other variants with the baseline. */
    private void requireBaseline(JsonNode baseline) {
        boolean known = variants.byName().containsKey(baseline.asString(""));
        if (baseline.isMissingNode() || SpecTrees.REFUSED.equals(baseline)) {
            return;
        }
        if (variants.complete() && (!baseline.isString() || !known)) {
            String names = String.join(", ", variants.byName().keySet());
            errors.add(
                    new SpecError(
                            "baseline",
                            names.isEmpty()
                                    ? "a document that has variants"
                                    : "a variant of the document, one of " + names,
                            SpecTrees.shown(baseline)));
        }
    }

    private DraftRun run(RunPlace place, Map<String, JsonNode> point) {
        String dataset = place.dataset();
        String variant = place.variant();
        List<ObjectNode> named =
                List.of(
                        Objects.requireNonNull(datasets.byName().get(dataset)),
                        Objects.requireNonNull(variants.byName().get(variant)));
        ObjectNode merged = common;
        for (ObjectNode changes : named) {
            merged = SpecTrees.mergeNames(merged, changes);
        }
        return run(place, merged, named, point);
    }

    private DraftRun run(
            RunPlace place,
            ObjectNode merged,
            List<ObjectNode> named,
            Map<String, JsonNode> point) {
        String dataset = place.dataset();
        String variant = place.variant();
        point.forEach((path, value) ->
                collect(place, () -> SpecTrees.set(merged, path, value.deepCopy())));
        unseen.removeIf(change -> takes(place, merged, change));
        merged.path("evaluate").forEach(RunPlanner::addDefaultSet);
        boolean whole = datasets.whole() && variants.whole() && sweep.whole();
        SpecDraft<ExperimentSpec> spec =
                SpecBinder.draft(merged, ExperimentSpec.class, AROUND, whole);
        wrong.addAll(place, spec.errors());
        List<String> broken = SpecConstraints.of(spec).violations();
        if (!broken.isEmpty()) {
            String got = SpecTrees.shown(merged);
            broken.forEach(rule -> wrong.add(place, new SpecError("", rule, got)));
        }
        Optional<String> name =
                variant.isEmpty() ? spec.known("name", String.class) : Optional.of(variant);
        name.ifPresent(known ->
                collect(place, () -> RunNames.requireFit(names.name(dataset, known, point))));
        SortedMap<String, JsonNode> gridPoint = new TreeMap<>(point);
        gridPoint.remove(SEED);
        return new DraftRun(
                names.name(dataset, name.orElse(""), point),
                name.orElse(""),
                gridPoint,
                place,
                point.containsKey("name") ? "sweep.name" : place.prefix() + "name",
                spec,
                spec.known("method.rateOf", String.class).map(of -> names.name(dataset, of, point)),
                RunChanges.of(common, named, point));
    }

    /** Whether it is a change of one variant or data set. */
    private static boolean isNamed(Changes.Change change) {
        boolean section = change.isOf(NamedChanges.VARIANTS) || change.isOf(NamedChanges.DATASETS);
        return section && change.names().size() > 2;
    }

    private static boolean takes(RunPlace place, ObjectNode run, Changes.Change change) {
        if (!isNamed(change)) {
            return has(SpecTrees.at(run, change.names()), change.value());
        }
        List<String> names = change.names();
        String own = change.isOf(NamedChanges.VARIANTS) ? place.variant() : place.dataset();
        return names.get(1).equals(own)
                && has(SpecTrees.at(run, names.subList(2, names.size())), change.value());
    }

    /**
     * Whether {@code node} contains {@code value}. An object may have further entries, and a bare
     * name may have become an object with settings.
     */
    private static boolean has(JsonNode node, JsonNode value) {
        if (node.isObject() && value.isObject()) {
            return value.properties().stream()
                    .allMatch(part -> has(node.path(part.getKey()), part.getValue()));
        }
        return node.equals(value) || (value.isString() && node.path("type").equals(value));
    }

    /** {@code task: gsm8k} also names the data set. */
    private static void addDefaultSet(JsonNode task) {
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

    private void collect(RunPlace place, Runnable work) {
        try {
            work.run();
        } catch (SpecException e) {
            e.errors().forEach(error -> wrong.add(place, error));
        }
    }
}
