package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dllm.experiments.data.ContentHash;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.eval.ActivityCount;
import org.dllm.experiments.eval.ActivityCounter;
import org.dllm.experiments.eval.Answer;
import org.dllm.experiments.eval.Evaluated;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.Question;
import org.dllm.experiments.eval.Result;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.eval.TokenTrace;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.TrainableWeights;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one run: answers its tasks with the trained weights and measures the answers. Answers
 * and metrics are stored in the run's folder, so that a later attempt continues after them.
 */
final class RunEvaluation implements AutoCloseable {

    private static final int SAMPLES = 40;

    private final Workspace workspace;
    private final BaseModel base;
    private final MethodSpec method;
    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final NDManager manager;
    private final Map<String, Integer> totals = new HashMap<>();
    private @Nullable TrainedModel model;

    RunEvaluation(
            Workspace workspace,
            BaseModel base,
            MethodSpec method,
            TrainableWeights weights,
            RandomStreams streams,
            NDManager manager) {
        this.workspace = workspace;
        this.base = base;
        this.method = method;
        this.weights = weights;
        this.streams = streams;
        this.manager = manager;
    }

    /**
     * Reads a task's examples once, before training. Warns if there are fewer than the limit, or if
     * some exceed the number of tokens that are read at once.
     *
     * @return hash of all examples of the split
     * @throws IllegalArgumentException there are no examples
     */
    String check(TaskSpec task) {
        int readTokens = task.readTokens(base.config().context());
        int cut = 0;
        int unscored = 0;
        var content = new ContentHash();
        int examples = 0;
        try (Stream<Example> stream = task.examples(workspace.dataDir())) {
            for (var each = stream.iterator(); each.hasNext(); examples++) {
                Example example = each.next();
                content.add(example);
                if (examples < task.limit()) {
                    Question question = task.question(examples, example, base.tokenizer());
                    cut += question.isCut(readTokens) ? 1 : 0;
                    unscored += question.isScored(readTokens) ? 0 : 1;
                }
            }
        }
        if (examples == 0) {
            throw new IllegalArgumentException(
                    "evaluate %s expected examples in the split %s of %s, but there are none"
                            .formatted(task.task(), task.split(), task.set().label()));
        }
        task.shortOf(examples).ifPresent(this::warn);
        int all = Math.min(task.limit(), examples);
        totals.put(task.task(), all);
        task.warning(all, cut, unscored, readTokens).ifPresent(this::warn);
        return content.hex();
    }

    /**
     * A task to answer, continued from an earlier attempt if there was one.
     *
     * @param identity hash of everything that decides the answers
     * @param method the method to evaluate
     * @param step number of trained steps
     */
    Evaluation evaluation(TaskSpec task, String identity, Method method, long step) {
        TrainedModel trained = trained(method);
        int total = totals.getOrDefault(original(task), task.limit());
        var rate = new MovingRate(workspace.clock().millis(), 0);
        return new Evaluation(
                task,
                ThresholdTask.of(task.task())
                        .map(at -> this.method.atThreshold(at.threshold()))
                        .map(trained::evaluatedModel)
                        .orElseGet(trained::evaluatedModel),
                task.examples(workspace.dataDir()),
                new Evaluation.Place(workspace.folder(), identity, step),
                done -> progress(task, done, total, rate));
    }

    /**
     * The trained model; it is closed with this evaluation.
     *
     * @param method the method to evaluate
     */
    EvaluatedModel model(Method method) {
        return trained(method).evaluatedModel();
    }

    private TrainedModel trained(Method method) {
        if (model == null) {
            model = TrainedModel.of(base, weights, method, streams, manager);
        }
        return model;
    }

    private static String original(TaskSpec task) {
        return ThresholdTask.of(task.task()).map(ThresholdTask::task).orElseGet(task::task);
    }

    /**
     * Computes the results of an answered task and emits them, with samples and layer activity.
     *
     * @param evaluation the task; unanswered questions are answered first
     */
    void measure(Evaluation evaluation, long step) {
        Evaluated evaluated = evaluation.finish();
        TaskSpec task = evaluated.task();
        var metrics = new TreeMap<>(evaluated.timeMetrics());
        for (Result result : evaluated.results()) {
            metrics.putAll(flattened(task, result));
            emit(
                    new RunEvent.TaskResult(
                            task.task(),
                            result.metric(),
                            result.value(),
                            result.stderr(),
                            result.n()));
        }
        metrics.forEach((key, value) -> emit(new RunEvent.Metric(key, step, value)));
        var samples = new TreeMap<Integer, RunEvent.Sample>();
        var scores = new TreeMap<Integer, Double>();
        evaluated.forEach(answer -> {
            if (answer.index() < SAMPLES) {
                samples.put(answer.index(), sample(task, answer));
            }
            answer.score(task.primaryMetric())
                    .ifPresent(score -> scores.put(answer.index(), score));
        });
        samples.values().forEach(this::emit);
        scores.forEach(
                (index, score) -> emit(new RunEvent.ExampleScore(task.task(), index, score)));
        activity(evaluated);
        emit(
                new RunEvent.Log(
                        "INFO",
                        "%s: %d examples in %.1f s, %s %.3f, executed rate %.3f"
                                .formatted(
                                        task.task(),
                                        evaluation.done(),
                                        evaluated.times().seconds(),
                                        task.primaryMetric(),
                                        value(metrics, task, task.primaryMetric()),
                                        value(metrics, task, "executed_rate"))));
        new Measurements(workspace.folder()).write(task, metrics);
    }

    private static double value(Map<String, Double> metrics, TaskSpec task, String metric) {
        return metrics.getOrDefault(task.task() + "/" + metric, Double.NaN);
    }

    /** A result as single numbers by key. */
    private static Map<String, Double> flattened(TaskSpec task, Result result) {
        var numbers = new TreeMap<String, Double>();
        numbers.put(task.task() + "/" + result.metric(), result.value());
        if (result.stderr() != null) {
            int slash = result.metric().indexOf('/');
            String bucket = slash < 0 ? "" : result.metric().substring(slash);
            numbers.put(task.task() + "/" + result.stderrKey(), result.stderr());
            numbers.put(task.task() + "/examples" + bucket, (double) result.n());
        }
        return numbers;
    }

    private void activity(Evaluated evaluated) {
        for (ActivityCount count : ActivityCounter.counts(evaluated)) {
            emit(RunEvent.LayerActivity.of(evaluated.task().task(), count, null));
        }
    }

    /** Metrics of the tasks that have been measured, in this attempt or an earlier one. */
    Map<String, Double> summary(List<TaskSpec> tasks) {
        return new Measurements(workspace.folder()).of(tasks);
    }

    private void progress(TaskSpec task, int done, int total, MovingRate rate) {
        double perSecond = rate.at(workspace.clock().millis(), done);
        emit(new RunEvent.Progress("evaluate " + task.task(), done, total, perSecond));
    }

    private RunEvent.Sample sample(TaskSpec task, Answer answer) {
        Example example = answer.example();
        TokenTrace trace = TokenTrace.of(answer, base.tokenizer());
        return new RunEvent.Sample(
                task.task(),
                answer.index(),
                example.id(),
                example.family(),
                example.steps(),
                example.prompt(),
                example.completion(),
                answer.text(task.primaryMetric()),
                answer.correct(task.primaryMetric()),
                trace.tokens(),
                trace.promptTokens(),
                trace.executed());
    }

    private void warn(String message) {
        emit(new RunEvent.Log("WARN", message));
    }

    private void emit(RunEvent event) {
        workspace.events().accept(event);
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        }
    }
}
