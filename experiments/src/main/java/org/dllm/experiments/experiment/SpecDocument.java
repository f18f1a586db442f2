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
 * What a person submits: one spec, and how it varies.
 *
 * <p>Beside the names of {@link ExperimentSpec} a document may have a {@code description}; {@code
 * variants}, a map from a name to what differs in it; and {@code sweep}, a map from a path to a
 * list of values. Every variant at every point of the sweep is one run.
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
     * @param sets changes as {@code train.steps=100}, applied before anything is read; the value is
     *     YAML
     * @throws SpecException with everything that is wrong
     */
    public static SpecDocument parse(String text, List<String> sets) {
        return parse(text, sets, Optional.empty());
    }

    /**
     * The same of runs that start in a process of their own, elsewhere: it is wrong too to start
     * from a model whose name nobody knows, or to ask of one that is there what its layers do not
     * allow.
     *
     * @param dataDir the folder that holds {@code models/}
     */
    public static SpecDocument parse(String text, List<String> sets, Path dataDir) {
        return parse(text, sets, Optional.of(dataDir));
    }

    private static SpecDocument parse(String text, List<String> sets, Optional<Path> dataDir) {
        var errors = new SpecErrors();
        if (!(document(text, errors) instanceof ObjectNode tree)) {
            // a change can be wrong by itself
            var any = JsonNodeFactory.instance.objectNode();
            new Changes(any, LIMITS, errors).make(sets);
            throw new SpecException(errors);
        }
        var planner = new RunPlanner(tree, new Changes(tree, LIMITS, errors).make(sets), errors);
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
            // told among the errors
            return SpecTrees.REFUSED;
        }
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

    /** The axes of the sweep as JSON, a list of values by path; an empty object without a sweep. */
    public String sweep() {
        JsonNode sweep = tree.path("sweep");
        return sweep.isObject() ? sweep.toString() : "{}";
    }

    /** What is right, but may not be what was meant. */
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
     * Models and data sets that the runs need and the folder lacks, each with the command that
     * fetches it.
     *
     * @param dataDir the folder that holds {@code models/} and {@code data/}
     */
    public List<String> absent(Path dataDir) {
        return new Absent(dataDir).of(plan.stream().map(PlannedRun::spec).toList());
    }

    /** The document as it was read, changes applied, as JSON. */
    public String json() {
        return tree.toString();
    }
}
