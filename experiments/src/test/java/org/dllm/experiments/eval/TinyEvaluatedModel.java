package org.dllm.experiments.eval;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.data.Choices;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Examples;
import org.dllm.experiments.data.Family;
import org.dllm.experiments.data.Synthetic;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.tokenizer.CharTokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Threshold;
import org.dllm.experiments.train.InitialWeights;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainableWeights;

/** An untrained model of four layers, and a task for it. */
final class TinyEvaluatedModel implements AutoCloseable {

    static final Generate TASK =
            new Generate(
                    "synthetic",
                    new Synthetic(List.of(), 20, 0),
                    "test",
                    "harness",
                    "exact_match",
                    10,
                    6,
                    4,
                    null);

    private static final RandomStreams STREAMS = new RandomStreams(3);

    // with this threshold, an untrained router executes about half of the layers
    private static final double FRESH_ROUTER = 0.87;

    private final Path folder = temporaryFolder();
    private final NDManager manager = NDManager.newBaseManager();
    private final Tokenizer tokenizer;
    private final LlamaConfig config;
    private final LlamaWeights weights;
    private final Decoder decoder;
    private final Method method;

    TinyEvaluatedModel(Method method) {
        this(method, new TokenizerSource.Json(CharTokenizer.json(Family.ALPHABET)));
    }

    TinyEvaluatedModel(Method method, TokenizerSource source) {
        this.method = method;
        tokenizer = Tokenizers.of(source);
        int vocabulary = tokenizer.vocabulary();
        config =
                new LlamaConfig(
                        4, 16, 24, 2, 1, 8, vocabulary, 256, 1e-5, new Rope(10_000, null), true);
        var trained =
                new TrainableWeights(
                        new Recipe(config, method, null, "fp32"),
                        new InitialWeights(config, STREAMS),
                        STREAMS,
                        manager);
        weights = LlamaWeights.load(config, trained, manager, Precision.FP32);
        decoder = new Decoder(weights, routers(trained), method.kvPolicy());
    }

    private static Optional<Routers> routers(TrainableWeights trained) {
        return trained.routers()
                .forInference()
                .map(fresh -> {
                    if (!(fresh.decider() instanceof Threshold argmax)) {
                        return fresh;
                    }
                    var decider =
                            new Threshold(
                                    argmax.spec(),
                                    argmax.width(),
                                    FRESH_ROUTER,
                                    argmax.estimator(),
                                    null,
                                    argmax.path());
                    return new Routers(decider, fresh.weights());
                });
    }

    EvaluatedModel model() {
        return new EvaluatedModel(
                decoder,
                method.gate(config.layers(), STREAMS),
                method.forced(config.layers()),
                tokenizer,
                FlopsModel.of(config, method));
    }

    Evaluated evaluated() {
        return evaluated(TASK, Path.of("none"));
    }

    Evaluated evaluated(Synthetic set) {
        return evaluated(set, Path.of("none"));
    }

    Evaluated evaluated(DatasetSpec set, Path dataDir) {
        return evaluated(
                new Generate(set.label(), set, "test", "harness", "exact_match", 10, 6, 4, null),
                dataDir);
    }

    private Evaluated evaluated(TaskSpec task, Path dataDir) {
        try (var evaluation = evaluation(task, model(), dataDir)) {
            return evaluation.finish();
        }
    }

    /** Answered questions with choices, of two families. */
    Evaluated chosen() {
        var task = new Choose("choices", TASK.set(), "test", "harness", "acc", 10, 4, null);
        return evaluated(
                task,
                i ->
                        Example.choosing(
                                "q" + i,
                                "family" + i % 2,
                                i + "+1=",
                                new Choices("", List.of("2", "33", "no"), i % 3)));
    }

    /** Scored texts longer than a window, and completions of a prompt. */
    Evaluated scored() {
        var task =
                new Likelihood(
                        "texts", TASK.set(), "test", "harness", "token_perplexity", 10, 30, 4);
        String text = "a text that is longer than one window";
        return evaluated(task, i -> Example.text("t" + i, "texts", text + i, text + " - " + i));
    }

    private Evaluated evaluated(TaskSpec task, IntFunction<Example> example) {
        try (var evaluation =
                new Evaluation(
                        task,
                        model(),
                        IntStream.range(0, 10).mapToObj(example),
                        new Evaluation.Place(folder, "tiny", 0),
                        _ -> {})) {
            return evaluation.finish();
        }
    }

    private Evaluation evaluation(TaskSpec task, EvaluatedModel model, Path dataDir) {
        return evaluation(task, model, dataDir, _ -> {});
    }

    /** An evaluation in this model's own folder. */
    Evaluation evaluation(TaskSpec task, EvaluatedModel model, Path dataDir, IntConsumer progress) {
        List<Example> examples = Examples.of(task.set(), dataDir, "test");
        return new Evaluation(
                task, model, examples.stream(), new Evaluation.Place(folder, "tiny", 0), progress);
    }

    /** The same task with other answers. */
    Evaluated with(List<? extends Answer> answers) {
        return new Evaluated(TASK, model(), () -> answers.stream().map(a -> a), new PhaseTimes());
    }

    /** The answers of the task in the order of the examples. */
    static List<GeneratedAnswer> answers(Evaluated task) {
        try (Stream<Answer> answers = task.answers().get()) {
            return answers.map(GeneratedAnswer.class::cast)
                    .sorted(Comparator.comparingInt(GeneratedAnswer::index))
                    .toList();
        }
    }

    /** The results by key, as in a run's summary. */
    static Map<String, Double> values(Evaluated task) {
        return task.results().stream().collect(Collectors.toMap(Result::metric, Result::value));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("tiny-subject");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        decoder.close();
        weights.close();
        manager.close();
    }
}
