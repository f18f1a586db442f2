package org.dllm.experiments.cli;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.DefaultTask;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.eval.Choose;
import org.dllm.experiments.eval.Generate;
import org.dllm.experiments.eval.Likelihood;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which task a model is evaluated on. */
final class TaskOptions {

    @Option(
            names = "--task",
            required = true,
            paramLabel = "NAME",
            description = "a task's name in lm-evaluation-harness, or a data set's name here")
    private String name = "";

    @Option(names = "--split", description = "the task's own when left out")
    private @Nullable String split;

    @Option(names = "--limit", description = "only the first examples of the split")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--template",
            defaultValue = "harness",
            description = "prompt format: harness or paper (${DEFAULT-VALUE})")
    private String template = "harness";

    @Option(
            names = "--max-length",
            defaultValue = "512",
            description =
                    "tokens of a window in which a text's likelihood is read (${DEFAULT-VALUE})")
    private int maxLength;

    @Option(
            names = "--max-tokens",
            defaultValue = "256",
            description = "of a generated answer (${DEFAULT-VALUE})")
    private int maxTokens;

    @Option(names = "--batch", defaultValue = "16", description = "examples computed together")
    private int batch;

    TaskSpec spec() {
        requirePositive("--limit", limit);
        requirePositive("--max-length", maxLength);
        requirePositive("--max-tokens", maxTokens);
        requirePositive("--batch", batch);
        String format = Template.of(template).label();
        DatasetSpec set = set();
        DefaultTask task = set.defaultTask();
        String of = split == null ? task.split() : split;
        return switch (task.kind()) {
            case CHOOSE -> new Choose(task.name(), set, of, format, "acc", limit, batch);
            case GENERATE ->
                    new Generate(
                            task.name(), set, of, format, "exact_match", limit, maxTokens, batch);
            case LIKELIHOOD ->
                    new Likelihood(
                            task.name(),
                            set,
                            of,
                            format,
                            "token_perplexity",
                            limit,
                            maxLength,
                            batch);
        };
    }

    private DatasetSpec set() {
        List<DatasetSpec> all =
                Stream.of(DatasetSpec.class.getPermittedSubclasses())
                        .flatMap(kind -> SpecBinder.plain(kind).stream())
                        .map(DatasetSpec.class::cast)
                        .toList();
        return all.stream()
                .filter(set -> set.defaultTask().name().equals(name) || set.label().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    var known = new TreeSet<String>();
                    all.forEach(set -> known.add(set.defaultTask().name()));
                    return new IllegalArgumentException(
                            "--task: expected one of %s, but got %s"
                                    .formatted(String.join(", ", known), name));
                });
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s: expected at least 1, but got %d".formatted(option, value));
        }
    }
}
