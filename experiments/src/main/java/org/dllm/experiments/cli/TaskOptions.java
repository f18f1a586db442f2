package org.dllm.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.DefaultTask;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.data.WikiText2;
import org.dllm.experiments.eval.Choose;
import org.dllm.experiments.eval.Generate;
import org.dllm.experiments.eval.Likelihood;
import org.dllm.experiments.eval.TaskSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the task and the examples of an evaluation. */
final class TaskOptions {

    @Option(
            names = "--task",
            required = true,
            paramLabel = "NAME",
            description = "the name of a task of lm-evaluation-harness or of a data set")
    private String name = "";

    @Option(names = "--split", description = "split of the set (default: the task's split)")
    private @Nullable String split;

    @Option(names = "--limit", description = "number of examples from the start of the split")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--template",
            defaultValue = "harness",
            description = "prompt format: harness or paper (${DEFAULT-VALUE})")
    private String template = "harness";

    @Option(
            names = "--max-length",
            defaultValue = "512",
            description = "window in tokens for the likelihood of a text (${DEFAULT-VALUE})")
    private int maxLength;

    @Option(
            names = "--max-tokens",
            defaultValue = "256",
            description = "maximum length of a generated answer in tokens (${DEFAULT-VALUE})")
    private int maxTokens;

    @Option(
            names = "--batch",
            defaultValue = "16",
            description = "number of examples computed together")
    private int batch;

    @Option(
            names = "--examples",
            paramLabel = "FILE",
            description =
                    "for --task wikitext: a file of JSON lines with a text named page, instead of"
                            + " the split")
    private @Nullable Path pages;

    TaskSpec spec() {
        requirePositive("--limit", limit);
        requirePositive("--max-length", maxLength);
        requirePositive("--max-tokens", maxTokens);
        requirePositive("--batch", batch);
        requireOneOf(
                "--template", template, Stream.of(Template.values()).map(Template::label).toList());
        DatasetSpec set = set();
        DefaultTask task = set.defaultTask();
        if (pages != null && !(set instanceof WikiText2)) {
            throw new IllegalArgumentException(
                    "--examples: expected --task wikitext, whose examples are pages, found "
                            + name);
        }
        String of = split == null ? task.split() : split;
        requireOneOf("--split", of, set.splits());
        return switch (task.kind()) {
            case CHOOSE -> new Choose(task.name(), set, of, template, "acc", limit, batch);
            case GENERATE ->
                    new Generate(
                            task.name(), set, of, template, "exact_match", limit, maxTokens, batch);
            case LIKELIHOOD ->
                    new Likelihood(
                            task.name(),
                            set,
                            of,
                            template,
                            "token_perplexity",
                            limit,
                            maxLength,
                            batch);
        };
    }

    private DatasetSpec set() {
        List<DatasetSpec> all = DatasetSpec.all();
        return all.stream()
                .filter(set -> set.defaultTask().name().equals(name) || set.label().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    var known = new TreeSet<String>();
                    all.forEach(set -> known.add(set.defaultTask().name()));
                    return new IllegalArgumentException(
                            "--task: expected one of %s, found %s"
                                    .formatted(String.join(", ", known), name));
                });
    }

    /** The examples to evaluate. The caller closes the stream. */
    Stream<Example> examples(TaskSpec task, Path dataDir) {
        if (pages == null) {
            return task.examples(dataDir);
        }
        Path file = pages;
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "--examples: expected a file of JSON lines, but there is no file " + file);
        }
        return WikiText2.pages(file, Template.of(template));
    }

    private static void requireOneOf(String option, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(
                    "%s: expected one of %s, but got %s"
                            .formatted(option, String.join(", ", allowed), value));
        }
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s: expected at least 1, found %d".formatted(option, value));
        }
    }
}
