package org.dllm.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.DefaultTask;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.FewShot;
import org.dllm.experiments.data.Mmlu;
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
            description =
                    "the name of a task of lm-evaluation-harness (also mmlu_SUBJECT) or of a data"
                            + " set")
    private String name = "";

    @Option(names = "--split", description = "split of the set (default: the task's split)")
    private @Nullable String split;

    @Option(
            names = "--limit",
            description =
                    "number of examples from the start of the split, for mmlu too (the harness"
                            + " counts per subject)")
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
            names = "--num-fewshot",
            paramLabel = "N",
            defaultValue = "0",
            description = "number of answered examples in the prompt (${DEFAULT-VALUE})")
    private int shots;

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
        Integer numFewshot = numFewshot(task);
        requireOneOf("--split", of, set.splits());
        requireExpected("--num-fewshot", () -> FewShot.requireSupported(set, template, shots));
        return switch (task.kind()) {
            case CHOOSE ->
                    new Choose(task.name(), set, of, template, "acc", limit, batch, numFewshot);
            case GENERATE ->
                    new Generate(
                            task.name(),
                            set,
                            of,
                            template,
                            "exact_match",
                            limit,
                            maxTokens,
                            batch,
                            numFewshot);
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

    /** The number of examples in the prompt; null for none. */
    private @Nullable Integer numFewshot(DefaultTask task) {
        if (shots < 0 || (shots > 0 && task.kind() == DefaultTask.Kind.LIKELIHOOD)) {
            throw new IllegalArgumentException(
                    "--num-fewshot: expected %s, found %d"
                            .formatted(
                                    shots < 0
                                            ? "at least 0"
                                            : "0 for %s, which scores texts".formatted(task.name()),
                                    shots));
        }
        return shots == 0 ? null : shots;
    }

    private DatasetSpec set() {
        List<? extends DatasetSpec> known =
                name.startsWith("mmlu_") ? Mmlu.selections() : DatasetSpec.all();
        return known.stream()
                .filter(set -> set.defaultTask().name().equals(name) || set.label().equals(name))
                .findFirst()
                .map(DatasetSpec.class::cast)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--task: expected one of %s, found %s"
                                        .formatted(
                                                known.stream()
                                                        .map(set -> set.defaultTask().name())
                                                        .distinct()
                                                        .sorted()
                                                        .collect(Collectors.joining(", ")),
                                                name)));
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
                    "%s: expected one of %s, found %s"
                            .formatted(option, String.join(", ", allowed), value));
        }
    }

    /** Names the option in the message of a rule, which is worded as what a spec error expects. */
    private static void requireExpected(String option, Runnable rule) {
        try {
            rule.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": expected " + e.getMessage(), e);
        }
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s: expected at least 1, found %d".formatted(option, value));
        }
    }
}
