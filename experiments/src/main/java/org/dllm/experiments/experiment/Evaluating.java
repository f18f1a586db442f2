package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.eval.ActivityCount;
import org.dllm.experiments.eval.ActivityCounter;
import org.dllm.experiments.eval.Answered;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.EvaluationSpec;
import org.dllm.experiments.eval.Evaluator;
import org.dllm.experiments.eval.Result;
import org.dllm.experiments.eval.TokenTrace;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.TrainableWeights;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of one run: carries tasks out with the trained weights and tells what came. What a
 * task gave is kept in the run's folder too, so that a later attempt need not repeat it.
 */
final class Evaluating implements AutoCloseable {

    private static final int SAMPLES = 40;

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final BaseModel base;
    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final NDManager manager;
    private final Map<String, Evaluation> carriedOut = new HashMap<>();
    private @Nullable TrainedModel model;

    Evaluating(
            ExperimentSpec spec,
            Workspace workspace,
            BaseModel base,
            TrainableWeights weights,
            RandomStreams streams,
            NDManager manager) {
        this.spec = spec;
        this.workspace = workspace;
        this.base = base;
        this.weights = weights;
        this.streams = streams;
        this.manager = manager;
    }

    /**
     * Tells before anything trains where a task has fewer examples than wanted, and which of them
     * the model has no room for.
     *
     * @throws IllegalArgumentException there are none, or none that it has room for
     */
    void check(EvaluationSpec task, List<Example> examples) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException(
                    "evaluate %s expected examples in the split %s of %s, but there are none"
                            .formatted(task.task(), task.split(), task.set().label()));
        }
        task.shortOf(examples.size()).ifPresent(told -> tell(new RunEvent.Log("WARN", told)));
        int context = base.config().context();
        List<Encoded> encoded = Evaluator.encoded(task, examples, base.tokenizer());
        long unread = encoded.stream().filter(e -> e.promptTokens() > context).count();
        long unscored = encoded.stream().filter(e -> e.ids().length > context).count();
        if (unread == encoded.size()) {
            throw new IllegalArgumentException(
                    "evaluate %s expected prompts within the model's context of %d tokens, but all %d are longer"
                            .formatted(task.task(), context, unread));
        }
        if (unscored > 0) {
            tell(
                    new RunEvent.Log(
                            "WARN",
                            "%s: of %d examples %d are longer than the model's context of %d tokens and left out of perplexity; the prompts of %d are longer alone and count as answered wrongly"
                                    .formatted(
                                            task.task(),
                                            encoded.size(),
                                            unscored,
                                            context,
                                            unread)));
        }
    }

    /** Carries out a task; tells its metrics, at the step trained to, and some samples. */
    void evaluate(EvaluationSpec task, long step) {
        Map<String, Double> metrics = carriedOut(task).metrics();
        metrics.forEach((key, value) -> tell(new RunEvent.Metric(key, step, value)));
        Evaluation evaluation = carriedOut(task);
        for (Result result : evaluation.results()) {
            tell(
                    new RunEvent.TaskResult(
                            task.task(),
                            result.metric(),
                            result.value(),
                            result.stderr(),
                            result.n()));
        }
        evaluation.answers().stream()
                .limit(SAMPLES)
                .forEach(answered -> tell(sample(evaluation, answered)));
        tell(
                new RunEvent.Log(
                        "INFO",
                        "%s: %d examples in %.1f s, %s %.3f, executed rate %.3f"
                                .formatted(
                                        task.task(),
                                        evaluation.answers().size(),
                                        evaluation.generateSeconds() + evaluation.scoreSeconds(),
                                        task.metric(),
                                        metrics.getOrDefault(
                                                task.task() + "/" + task.metric(),
                                                Double.NaN),
                                        metrics.getOrDefault(
                                                task.task() + "/executed_rate", Double.NaN))));
        new Measurements(workspace.folder()).write(task, metrics);
    }

    /** Tells which layers ran on what in a task. */
    void activity(EvaluationSpec task) {
        for (ActivityCount count : ActivityCounter.counts(carriedOut(task))) {
            tell(
                    new RunEvent.LayerActivity(
                            task.task(),
                            count.layer(),
                            count.axis(),
                            count.bucket(),
                            count.ordinal(),
                            count.executed(),
                            count.total(),
                            count.forced()));
        }
    }

    /** Metrics of all tasks that have been carried out, in this attempt or an earlier one. */
    Map<String, Double> summary() {
        return new Measurements(workspace.folder()).of(spec.evaluate());
    }

    private Evaluation carriedOut(EvaluationSpec task) {
        Evaluation known = carriedOut.get(task.task());
        if (known == null) {
            if (model == null) {
                model = TrainedModel.of(spec, base, weights, streams, manager);
            }
            List<Example> examples = task.set().load(workspace.dataDir(), task.split());
            int total = Math.min(task.limit(), examples.size());
            var pace = new Pace(workspace.ticks().millis(), 0);
            known =
                    new Evaluator(model.subject(), task)
                            .evaluate(examples, done -> progress(task, done, total, pace));
            carriedOut.put(task.task(), known);
        }
        return known;
    }

    private void progress(EvaluationSpec task, int done, int total, Pace pace) {
        double perSecond = pace.at(workspace.ticks().millis(), done);
        tell(new RunEvent.Progress("evaluate " + task.task(), done, total, perSecond));
    }

    private static RunEvent.Sample sample(Evaluation evaluation, Answered answered) {
        Example example = answered.example();
        TokenTrace trace = TokenTrace.of(answered, evaluation.subject());
        return new RunEvent.Sample(
                evaluation.task().task(),
                answered.index(),
                example.id(),
                example.family(),
                example.steps(),
                example.prompt(),
                example.completion(),
                answered.text(),
                answered.correct(),
                trace.tokens(),
                trace.promptTokens(),
                trace.executed());
    }

    private void tell(RunEvent event) {
        workspace.events().accept(event);
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        }
    }
}
