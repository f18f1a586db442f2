package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Social IQa (Sap et al. 2019): questions on social situations. */
public record Siqa() implements DatasetSpec {

    private static final List<String> LABELS = List.of("1", "2", "3");

    @Override
    public About about() {
        return new About(
                "questions on social situations, three answers",
                "CC BY 4.0",
                "Social IQa, labels joined to the records");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        33410,
                        "train.jsonl",
                        8532374,
                        "f30dc4ed54ba812a7c841b620c67b5195883b6ad0e0c8282d89a09af8e7a195f"),
                DataFile.of(
                        "validation",
                        1954,
                        "validation.jsonl",
                        501785,
                        "17c8ece78c7b3f61cb21f53ad635940620c941542799580db06df5e47bf5e77e"));
    }

    @Override
    public String version() {
        return "0.0";
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("social_iqa", DefaultTask.Kind.CHOOSE, "validation");
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
        String id = "siqa-" + split + "-" + row.index();
        String context = row.text("context");
        String question = row.text("question");
        List<String> answers =
                List.of(row.text("answerA"), row.text("answerB"), row.text("answerC"));
        var choices = new Choices(" ", answers, row.oneOf("label", LABELS));
        return switch (template) {
            case HARNESS ->
                    Example.choosing(
                            id, label(), "Q: " + context + " " + question + "\nA:", choices);
            case PAPER ->
                    Instruction.numbered(
                            id, label(), instruction(context, question, answers), choices);
        };
    }

    private static String instruction(String context, String question, List<String> answers) {
        return Instruction.of(
                "You will be presented with a situation, a question about it and three possible"
                        + " answers. Your goal is to select the most likely answer.\n\nSituation: "
                        + context
                        + "\n\nQuestion: "
                        + question
                        + "\n\nAnswers:\n"
                        + Instruction.numbers(answers)
                        + "\n\nPlease respond with \"1\", \"2\" or \"3\" to indicate the most"
                        + " appropriate answer.");
    }
}
