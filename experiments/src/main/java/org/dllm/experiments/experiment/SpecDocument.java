package org.dllm.experiments.experiment;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecErrors;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecLimits;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A submitted document: one spec and its variations.
 *
 * <p>In addition to the names of {@link ExperimentSpec}, a document may have a {@code description};
 * {@code datasets} and {@code variants}, maps from a name to its changes; and {@code sweep}, a map
 * from a path to a list of values. Every data set with every variant at every point of the sweep is
 * one run. {@code scales} maps a name to changes of the document, and {@code scale} selects one.
 * {@code baseline} names the variant that paired tests compare the others with.
 */
public final class SpecDocument {

    private static final int MOST_NOTES = 20;
    private static final SpecLimits LIMITS =
            SpecLimits.of(
                    Set.of("description"),
                    Set.of("prompt", "answer", "completion", "choices", "labels", "delimiter"));

    private final ObjectNode tree;
    private final List<PlannedRun> plan;

    private SpecDocument(ObjectNode tree, List<PlannedRun> plan) {
        this.tree = tree;
        this.plan = List.copyOf(plan);
    }

    /**
     * Reads a document, YAML or JSON.
     *
     * @param sets changes such as {@code train.steps=100}, applied before anything is read; the
     *     value is YAML
     * @throws SpecException with all errors
     */
    public static SpecDocument parse(String text, List<String> sets) {
        return parse(text, sets, Optional.empty());
    }

    /**
     * Reads a document for runs in separate processes. An unknown model, and a method that the
     * model's layers do not allow, are errors too.
     *
     * @param dataDir the folder that holds {@code models/}
     */
    public static SpecDocument parse(String text, List<String> sets, Path dataDir) {
        return parse(text, sets, Optional.of(dataDir));
    }

    private static SpecDocument parse(String text, List<String> sets, Optional<Path> dataDir) {
        var errors = new SpecErrors();
        if (!(document(text, errors) instanceof ObjectNode tree)) {
            // a change can be invalid by itself
            var any = JsonNodeFactory.instance.objectNode();
            new Changes(any, LIMITS, errors).apply(sets);
            throw new SpecException(errors);
        }
        var planner = new RunPlanner(tree, new Changes(tree, LIMITS, errors).apply(sets), errors);
        List<DraftRun> runs = planner.runs();
        new PlanChecks(runs, planner.variants(), errors).all();
        dataDir.ifPresent(dir -> new ModelChecks(dir, errors).all(runs));
        if (!errors.isEmpty()) {
            throw new SpecException(errors);
        }
        return new SpecDocument(
                tree, runs.stream().flatMap(run -> run.planned().stream()).toList());
    }

    private static JsonNode document(String text, SpecErrors errors) {
        JsonNode read = read(text, errors);
        if (!read.isObject() && !SpecTrees.REFUSED.equals(read)) {
            errors.add(new SpecError("", "an object", SpecTrees.shown(read)));
        }
        return read;
    }

    private static JsonNode read(String text, SpecErrors errors) {
        try {
            return SpecTrees.read(text, errors, LIMITS);
        } catch (SpecException _) {
            // already reported among the errors
            return SpecTrees.REFUSED;
        }
    }

    /** The runs, ordered so that a run comes after the run whose rate it uses. */
    public List<PlannedRun> inOrder() {
        return plan.stream()
                .sorted(Comparator.comparing((PlannedRun run) -> run.rateOf().isPresent()))
                .toList();
    }

    /** The name of the experiment that will hold the runs. */
    public String name() {
        return plan.getFirst().spec().name();
    }

    /** The runs, in document order. */
    public List<PlannedRun> plan() {
        return plan;
    }

    /** The variant that paired tests compare the others with. */
    public Optional<String> baseline() {
        return tree.path("baseline").stringValueOpt();
    }

    /** The selected scale. */
    public Optional<String> scale() {
        return tree.path(Scale.SELECTED).stringValueOpt();
    }

    /** The axes of the sweep as JSON, a list of values by path; an empty object without a sweep. */
    public String sweep() {
        JsonNode sweep = tree.path("sweep");
        return sweep.isObject() ? sweep.toString() : "{}";
    }

    /** Notes on valid settings that may not be intended. */
    public List<String> notes() {
        return plan.stream()
                .flatMap(run -> run.spec().evaluate().stream())
                .flatMap(task ->
                        task.set().maxExamples(task.split()).stream()
                                .mapToObj(task::shortOf)
                                .flatMap(Optional::stream))
                .distinct()
                .limit(MOST_NOTES)
                .toList();
    }

    /**
     * Models and data that the runs need but that are missing, each with what to do about it.
     *
     * @param dataDir the folder that holds {@code models/} and {@code data/}
     */
    public List<String> absent(Path dataDir) {
        return new Absent(dataDir).of(plan.stream().map(PlannedRun::spec).toList());
    }

    /** The document with its changes applied, as JSON. */
    public String json() {
        return tree.toString();
    }
}
