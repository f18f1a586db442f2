package org.dllm.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.eval.Answer;
import org.dllm.experiments.eval.Evaluated;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.eval.Result;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.experiment.PublishedRun;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a model file on one task, without a run. */
@Command(
        name = "evaluate",
        description = "Evaluate a model on a task of lm-evaluation-harness, without a run.")
final class EvaluateCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private ModelOptions options = new ModelOptions();
    @Mixin private TaskOptions task = new TaskOptions();

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description =
                    "for a run's artifacts folder as --model: least probability with which a router"
                            + " executes a layer, in (0, 1)")
    private @Nullable Double threshold;

    @Option(names = "--samples", description = "print the model's answer to each example")
    private boolean samples;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    EvaluateCommand() {
        command = CommandSpec.create();
    }

    @Override
    public Integer call() {
        TaskSpec spec = task.spec();
        // invalid examples are reported before the model is loaded
        int total = count(spec);
        PrintWriter err = command.commandLine().getErr();
        err.printf("loading the model %s%n", options.model());
        err.flush();
        Path artifacts = Path.of(options.model());
        if (PublishedRun.isIn(artifacts)) {
            try (var run = PublishedRun.open(artifacts, options.dataDir())) {
                Double at = threshold;
                evaluate(spec, total, at == null ? run.evaluatedModel() : atThreshold(run, at));
            }
        } else if (threshold != null) {
            throw new IllegalArgumentException(
                    "--threshold: expected the artifacts folder of a run with routers as --model,"
                            + " found "
                            + options.model());
        } else {
            evaluateDense(spec, total);
        }
        return 0;
    }

    private static EvaluatedModel atThreshold(PublishedRun run, double threshold) {
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "--threshold: expected a number in (0, 1), found " + threshold);
        }
        try {
            return run.evaluatedModel(threshold);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--threshold: " + e.getMessage(), e);
        }
    }

    private void evaluateDense(TaskSpec spec, int total) {
        try (ModelFile file = options.open();
                Tokenizer tokenizer = options.tokenizer(file);
                LlamaWeights weights = options.load(file);
                var decoder = new Decoder(weights)) {
            var dense = new Dense();
            evaluate(
                    spec,
                    total,
                    new EvaluatedModel(
                            decoder,
                            Gate.DENSE,
                            dense.forced(file.config().layers()),
                            tokenizer,
                            FlopsModel.of(file.config(), dense)));
        }
    }

    private void evaluate(TaskSpec spec, int total, EvaluatedModel model) {
        Path folder = temporary();
        try (Stream<Example> examples = task.examples(spec, options.dataDir())) {
            var place = new Evaluation.Place(folder, "", 0);
            IntConsumer progress = progress(spec, total, command.commandLine().getErr());
            progress.accept(0);
            try (var evaluation = new Evaluation(spec, model, examples, place, progress)) {
                print(spec, evaluation.finish());
            }
        } finally {
            delete(folder);
        }
    }

    /** The number of examples to answer, at least 1. */
    private int count(TaskSpec spec) {
        try (Stream<Example> examples = task.examples(spec, options.dataDir())) {
            int count = (int) examples.limit(spec.limit()).count();
            if (count == 0) {
                throw new IllegalArgumentException(
                        "%s: expected examples to evaluate, but there are none"
                                .formatted(spec.task()));
            }
            return count;
        }
    }

    private static IntConsumer progress(TaskSpec spec, int total, PrintWriter err) {
        boolean terminal = ConsoleEvents.atTerminal();
        var lines = new ConsoleEvents(err, terminal, System::nanoTime);
        long begin = System.nanoTime();
        return done -> {
            double seconds = (System.nanoTime() - begin) / 1e9;
            String phase = "evaluate " + spec.task();
            lines.accept(new RunEvent.Progress(phase, done, total, done / Math.max(1e-3, seconds)));
            if (terminal && done == total) {
                err.println();
            }
        };
    }

    private void print(TaskSpec spec, Evaluated evaluated) {
        PrintWriter out = command.commandLine().getOut();
        Map<String, Double> results = results(evaluated.results());
        long truncated = count(evaluated, answer -> answer.cut() > 0);
        if (json) {
            var all = new LinkedHashMap<String, Object>();
            all.put("task", spec.task());
            all.put("results", results);
            all.put("truncated", truncated);
            if (samples) {
                all.put("samples", samples(evaluated));
            }
            out.println(JsonText.of(all));
        } else {
            results.forEach((key, value) -> out.printf(Locale.ROOT, "%-32s %.6g%n", key, value));
            out.printf("%d examples had their context cut on the left%n", truncated);
            if (samples) {
                samples(evaluated).forEach(sample -> out.println(JsonText.of(sample)));
            }
        }
        out.flush();
    }

    /** Values and standard errors by key, as in the harness. */
    private static Map<String, Double> results(List<Result> results) {
        var values = new LinkedHashMap<String, Double>();
        for (Result result : results) {
            values.put(result.metric(), result.value());
            Double error = result.stderr();
            if (error != null) {
                values.put(result.stderrKey(), error);
            }
        }
        return values;
    }

    private static long count(Evaluated evaluated, Predicate<Answer> condition) {
        try (Stream<Answer> answers = evaluated.answers().get()) {
            return answers.filter(condition).count();
        }
    }

    /** The answer to each example, in example order. */
    private static List<Map<String, Object>> samples(Evaluated evaluated) {
        try (Stream<Answer> answers = evaluated.answers().get()) {
            return answers.sorted(Comparator.comparingInt(Answer::index))
                    .map(AnswerText::of)
                    .toList();
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("dllm-evaluate");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
