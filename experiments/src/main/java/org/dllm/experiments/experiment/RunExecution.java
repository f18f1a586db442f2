package org.dllm.experiments.experiment;

import static java.util.stream.Collectors.joining;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;

/**
 * Executes one run. Call {@link #open}, then {@link #train} in any number of stretches with a
 * {@link #checkpoint} after each, then {@link #fit}, then {@link #evaluation} and {@link #measure}
 * once per task, then {@link #measureSpeed}, then {@link #publish}. Results are emitted as {@link
 * RunEvent}s only.
 *
 * <p>A run opened in a folder with checkpoints resumes from the newest valid one. Its result is
 * bit-identical to that of an uninterrupted run.
 */
public final class RunExecution implements AutoCloseable {

    private static final String NO_TOKEN_KEPT =
            "method.keep.tokens is 0: if a pretrained model's first token is evicted, training and"
                + " evaluation weight the remaining keys differently; set it to 1 or more to keep"
                + " that token";

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final RunContext context;
    private final RunFit fit;
    private final SortedMap<String, String> dataHashes;
    private final RunTraining training;
    private final Publication publication;
    private final RunEvaluation evaluation;
    private final PeakMemory memory;

    private RunExecution(ExperimentSpec spec, Workspace workspace, RunContext context) {
        this.spec = spec;
        this.workspace = workspace;
        this.context = context;
        var streams = new RandomStreams(spec.seed());
        NDManager manager = context.manager();
        BaseModel base = context.base();
        spec.method().requireReachable(base.config().layers());
        if (spec.speed() != null) {
            spec.speed().requireWithin(base.config().context());
        }
        memory = new PeakMemory(workspace.folder());
        HeldOut cut =
                HeldOut.cut(
                        TrainingData.load(
                                spec.data(), workspace, base.tokenizer(), base.config().context()),
                        spec.method().heldOut(),
                        streams);
        TrainingData data = cut.training();
        Resolution resolution = new RunCalibration(spec, workspace, context).resolution();
        MethodSpec method = spec.method().resolved(resolution);
        var recipe = new Recipe(base.config(), method, spec.lora(), spec.model().precision());
        var weights =
                new TrainableWeights(recipe, base.weights(), streams, manager.newSubManager());
        log(
                "%s: %d layers x %d, %,d weights train; %s, %s, threads: %d"
                        .formatted(
                                spec.method().text().label(),
                                base.config().layers(),
                                base.config().width(),
                                weights.size(),
                                spec.resources().device(),
                                recipe.held().label(),
                                spec.resources().threads()));
        if (spec.train().steps() > 0 && evictsFirstToken(method, base.config().layers())) {
            emit(new RunEvent.Log("WARN", NO_TOKEN_KEPT));
        }
        if (spec.train().steps() > 0 && hasLosses(recipe)) {
            warnIfAllForced(method.keep().tokens(), data.longestRead());
        }
        var activity = new TrainingActivity(spec, workspace, base, weights, streams, manager);
        training =
                new RunTraining(spec, workspace, data, weights, streams, manager, activity::record);
        fit = new RunFit(spec, workspace, cut, resolution, streams);
        publication = new Publication(workspace, base, weights);
        evaluation = new RunEvaluation(workspace, base, method, weights, streams, manager);
        dataHashes = new TreeMap<>(data.hashes());
        for (TaskSpec task : spec.evaluate()) {
            dataHashes.put("evaluate " + task.task(), evaluation.check(task));
        }
        emit(manifest());
    }

    /**
     * A pretrained model's first token takes most of the attention in many layers. If it is
     * evicted, the remaining weights sum to no more than the 1e-6 that training adds and evaluation
     * does not. One text with stories260K measured 12.14 and 12.80 nats.
     */
    private static boolean evictsFirstToken(MethodSpec method, int layers) {
        List<SiteMode> modes = method.modes(layers);
        boolean attention =
                IntStream.range(0, layers)
                        .anyMatch(layer -> modes.get(Site.attention(layer)).decides());
        return attention && method.kvPolicy().evicts() && method.keep().tokens() == 0;
    }

    private static boolean hasLosses(Recipe recipe) {
        return recipe.method().decider(recipe.config()).stream()
                .anyMatch(decider -> !decider.losses().isEmpty());
    }

    private void warnIfAllForced(int tokens, int longest) {
        if (longest <= tokens) {
            emit(
                    new RunEvent.Log(
                            "WARN",
                            "method.keep.tokens is %d, and no example has more than %d input tokens: every token executes every layer, no router trains, and the target rate has no effect"
                                    .formatted(tokens, longest)));
        }
    }

    /**
     * Loads model and data, calibrates the method if no earlier attempt has, emits the manifest,
     * and restores the newest valid checkpoint if there is one.
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
                new Manifest.Decided(training.length(), fit.resolution()),
                training.earlier());
    }

    /** Steps trained so far. */
    public long step() {
        return training.step();
    }

    /** Total steps; with a time budget, known when it is spent. */
    public long steps() {
        return training.steps();
    }

    /**
     * Trains up to {@code until} steps or the end, whichever comes first.
     *
     * @return whether steps remain
     * @throws DivergedException the loss or a weight is NaN or infinite
     */
    public boolean train(long until) {
        boolean trains = step() < steps();
        if (trains) {
            memory.enter("train");
        }
        boolean remaining = training.train(until);
        if (trains && !remaining) {
            recordMemory();
        }
        return remaining;
    }

    /** Emits the peak memory of the current stage. */
    private void recordMemory() {
        memory.record().forEach(this::metric);
    }

    private void metric(String key, double value) {
        emit(new RunEvent.Metric(key, step(), value));
    }

    /** Writes a checkpoint to a temporary file, then syncs, renames and hashes it. */
    public RunEvent.Checkpoint checkpoint() {
        memory.record();
        return training.checkpoint();
    }

    /**
     * Lets the method decide from held-out examples, unless it decides nothing or an earlier
     * attempt has decided. The decision is durable when this method returns.
     *
     * @throws IllegalStateException steps remain
     */
    public void fit() {
        if (fit.isDone()) {
            return;
        }
        requireTrained("fit");
        fit.run(context.base(), training.weights(), context.manager());
        emit(manifest());
    }

    /**
     * One task to answer in batches, continued from an earlier attempt if there was one. The caller
     * closes it.
     *
     * @param task one of {@link ExperimentSpec#evaluations}
     * @throws IllegalStateException the method must be fitted first
     */
    public Evaluation evaluation(TaskSpec task) {
        memory.enter("evaluate");
        return evaluation.evaluation(task, manifest().sha256(), fit.method(), training.step());
    }

    /** Emits the results, samples and layer activity of a task, computed from its answers. */
    public void measure(TaskSpec task) {
        try (Evaluation open = evaluation(task)) {
            evaluation.measure(open, training.step());
        }
        recordMemory();
    }

    /**
     * Measures the generation speed against the dense model and emits it, if the spec asks for it.
     * A measurement of an earlier attempt is emitted again.
     *
     * @throws IllegalStateException the method must be fitted first
     */
    public void measureSpeed() {
        speed().ifPresent(speed -> {
            String identity = identity();
            if (speed.stored(identity).isEmpty()) {
                memory.enter(RunSpeed.STAGE);
                speed.measure(evaluation.model(fit.method()), identity);
                recordMemory();
            }
            SortedMap<String, Double> metrics = speed.stored(identity).orElseThrow();
            metrics.forEach(this::metric);
            log(RunSpeed.summary(metrics));
        });
    }

    private Optional<RunSpeed> speed() {
        return Optional.ofNullable(spec.speed())
                .map(speed -> new RunSpeed(speed, spec.evaluate().getFirst(), workspace));
    }

    /** Hash of everything that decides the trained model. */
    private String identity() {
        return manifest().sha256() + " " + step();
    }

    /**
     * Writes the trained weights and emits the result.
     *
     * @throws IllegalStateException steps remain, so the published weights would differ from the
     *     evaluated ones
     */
    public void publish() {
        requireTrained("publish");
        RunEvent.Manifest manifest = manifest();
        emit(manifest);
        var artifacts = publication.publish(manifest, training.length());
        artifacts.forEach(this::emit);
        log("published " + artifacts.stream().map(RunEvent.Artifact::name).collect(joining(", ")));
        var summary = new TreeMap<>(training.summary());
        summary.putAll(evaluation.summary(spec.evaluations()));
        summary.putAll(memory.metrics());
        speed().flatMap(speed -> speed.stored(identity())).ifPresent(summary::putAll);
        emit(new RunEvent.Result(summary));
    }

    private void requireTrained(String stage) {
        if (step() < steps()) {
            throw new IllegalStateException(
                    "cannot %s: expected all %d steps trained, but the newest valid checkpoint is of step %d"
                            .formatted(stage, steps(), step()));
        }
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
