package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** BoolQ (Clark et al. 2019): questions with a passage, answered yes or no. */
public record BoolQ() implements DatasetSpec {

    private static final String HOME = "https://storage.googleapis.com/boolq/";
    private static final List<String> ANSWERS = List.of("no", "yes");

    @Override
    public About about() {
        return new About(
                "questions with a passage, answered yes or no",
                "CC BY-SA 3.0",
                "google-research-datasets/boolean-questions");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                                "train",
                                9427,
                                "train.jsonl",
                                6525813,
                                "ad8431df35a2885a2031aa77997b06ab650d74cd2d9f8c87042d729741512048")
                        .at(HOME + "train.jsonl"),
                DataFile.of(
                                "validation",
                                3270,
                                "validation.jsonl",
                                2238726,
                                "57238d8fcad06e582d33324d9809ba48064b7b5fe5805c4128c3778de625adf6")
                        .at(HOME + "dev.jsonl"));
    }

    @Override
    public String version() {
        return "2.0";
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("boolq", DefaultTask.Kind.CHOOSE, "validation");
    }

    @Override
    public Optional<ShotSource> shots() {
        return Optional.of(new ShotSource("train", ShotSource.Order.DRAWN_WITH_SPARE));
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template));
    }

    private Example example(Row row, String split, Template template) {
        String id = "boolq-" + split + "-" + row.index();
        String passage = row.text("passage");
        String question = row.text("question");
        int gold = row.truth("answer") ? 1 : 0;
        return switch (template) {
            case HARNESS ->
                    Example.choosing(
                            id,
                            label(),
                            passage + "\nQuestion: " + question + "?\nAnswer:",
                            new Choices(" ", ANSWERS, gold));
            case PAPER ->
                    Example.choosing(
                            id,
                            label(),
                            Instruction.of(
                                    "Read the passage and answer the question. Please respond with"
                                            + " either \"yes\" or \"no\".\n\nQuestion: "
                                            + question
                                            + "?",
                                    passage),
                            new Choices("", ANSWERS, gold));
        };
    }
}
