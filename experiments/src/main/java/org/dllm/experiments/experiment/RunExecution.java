package org.dllm.experiments.experiment;

import static java.util.stream.Collectors.joining;

import ai.djl.ndarray.NDManager;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dllm.experiments.data.ContentHash;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;

/**
 * One run being carried out. The order is {@link #open}, {@link #train} in as many stretches as the
 * caller likes with a {@link #checkpoint} after each, {@link #evaluation} and {@link #measure} once
 * per task, {@link #publish}. Results leave as {@link RunEvent}s only.
 *
 * <p>A run opened again in a folder that holds checkpoints goes on from the newest that is whole,
 * and ends equal, bit for bit, to one that was never interrupted.
 */
public final class RunExecution implements AutoCloseable {

    private static final String NO_TOKEN_KEPT =
            "method.keep.tokens is 0: where a pretrained model's first token is evicted, training"
                + " and evaluation weigh the keys that are left differently; 1 or more keeps it";

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final RunContext context;
    private final SortedMap<String, String> dataHashes;
    private final RunTraining training;
    private final Publication publication;
    private final RunEvaluation evaluation;

    private RunExecution(ExperimentSpec spec, Workspace workspace, RunContext context) {
        this.spec = spec;
        this.workspace = workspace;
        this.context = context;
        var streams = new RandomStreams(spec.seed());
        NDManager manager = context.manager();
        BaseModel base = context.base();
        spec.method().requireReachable(base.config().layers());
        var data =
                TrainingData.load(
                        spec.data(), workspace, base.tokenizer(), base.config().context());
        var recipe =
                new Recipe(base.config(), spec.method(), spec.lora(), spec.model().precision());
        var weights =
                new TrainableWeights(recipe, base.weights(), streams, manager.newSubManager());
        log(
                "%s: %d layers x %d, %,d weights train; %s, %s, threads: %d"
                        .formatted(
                                spec.method().label(),
                                base.config().layers(),
                                base.config().width(),
                                weights.size(),
                                spec.resources().device(),
                                recipe.held().label(),
                                spec.resources().threads()));
        if (spec.train().steps() > 0 && evictsFirstToken(spec.method())) {
            emit(new RunEvent.Log("WARN", NO_TOKEN_KEPT));
        }
        if (spec.train().steps() > 0 && spec.method().rateLoss().isPresent()) {
            warnIfAllForced(spec.method().keep().tokens(), data.longestRead());
        }
        training = new RunTraining(spec, workspace, data, weights, streams, manager);
        publication = new Publication(workspace, base, weights);
        evaluation = new RunEvaluation(spec, workspace, base, weights, streams, manager);
        dataHashes = new TreeMap<>(data.hashes());
        for (TaskSpec task : spec.evaluate()) {
            var examples = task.load(workspace.dataDir());
            evaluation.check(task, examples);
            dataHashes.put("evaluate " + task.task(), ContentHash.of(examples));
        }
        emit(manifest());
    }

    /**
     * A pretrained model's first token takes most of the attention in many layers. Where it is
     * evicted, what falls on kept keys is no more than the 1e-6 that training adds to its sum, and
     * evaluation does not: of one text, seen on stories260K, 12.14 nats beside 12.80.
     */
    private static boolean evictsFirstToken(MethodSpec method) {
        return method.chooser() != MethodSpec.Chooser.NONE
                && method.evict()
                && method.keep().tokens() == 0;
    }

    private void warnIfAllForced(int tokens, int longest) {
        if (longest <= tokens) {
            emit(
                    new RunEvent.Log(
                            "WARN",
                            "method.keep.tokens is %d, and no example has more than %d tokens to read: every token runs every layer, no router learns, and no rate is aimed at"
                                    .formatted(tokens, longest)));
        }
    }

    /**
     * Loads model and data, tells the manifest, and restores the newest whole checkpoint if there
     * is one.
     */
    public static RunExecution open(ExperimentSpec spec, Workspace workspace) {
        var streams = new RandomStreams(spec.seed());
        RunContext context =
                RunContext.open(
                        spec.resources(),
                        () -> BaseModel.open(spec.model(), workspace.dataDir(), streams));
        try {
            return new RunExecution(spec, workspace, context);
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    private RunEvent.Manifest manifest() {
        BaseModel base = context.base();
        return Manifest.of(
                spec,
                base.hashes(),
                base.tokenizer().file().sha256(),
                dataHashes,
                training.length(),
                training.earlier());
    }

    /** Steps trained so far. */
    public long step() {
        return training.step();
    }

    /** Steps there will be; under a budget of time, known once it is spent. */
    public long steps() {
        return training.steps();
    }

    /**
     * Trains up to {@code until} steps or the end, whichever is first.
     *
     * @return whether steps remain
     * @throws DivergedException the loss or a weight is NaN or infinite
     */
    public boolean train(long until) {
        return training.train(until);
    }

    /**
     * Writes everything needed to go on from here: under a temporary name, synced, renamed, hashed.
     */
    public RunEvent.Checkpoint checkpoint() {
        return training.checkpoint();
    }

    /**
     * One task to be answered batch by batch, from where an earlier attempt left it. The caller
     * closes it.
     */
    public Evaluation evaluation(TaskSpec task) {
        return evaluation.evaluation(task, manifest().sha256(), training.step());
    }

    /** Emits the results, samples and layer activity of a task, computed from its answers. */
    public void measure(TaskSpec task) {
        try (Evaluation open = evaluation(task)) {
            evaluation.measure(open, training.step());
        }
    }

    /**
     * Writes the trained weights and tells the result.
     *
     * @throws IllegalStateException steps remain: what was evaluated would not be what is published
     */
    public void publish() {
        if (step() < steps()) {
            throw new IllegalStateException(
                    "publishing expects all %d steps trained, but the newest whole checkpoint is of step %d"
                            .formatted(steps(), step()));
        }
        RunEvent.Manifest manifest = manifest();
        emit(manifest);
        var artifacts = publication.publish(manifest, training.length());
        artifacts.forEach(this::emit);
        log("published " + artifacts.stream().map(RunEvent.Artifact::name).collect(joining(", ")));
        var summary = new TreeMap<>(training.summary());
        summary.putAll(evaluation.summary());
        emit(new RunEvent.Result(summary));
    }

    private void log(String line) {
        emit(new RunEvent.Log("INFO", line));
    }

    private void emit(RunEvent event) {
        workspace.events().accept(event);
    }

    @Override
    public void close() {
        evaluation.close();
        context.close();
    }
}
