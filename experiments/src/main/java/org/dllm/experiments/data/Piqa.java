package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PIQA (Bisk et al. 2020): which of two ways reaches a goal. */
public record Piqa() implements DatasetSpec {

    @Override
    public About about() {
        return new About(
                "which of two ways reaches a goal",
                "AFL-3.0",
                "ybisk/piqa, labels joined to the records");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        16113,
                        "train.jsonl",
                        4571996,
                        "35e8b983486e9f6ecd3fc286ae604a81ceaa7fbe3518e33365c83a691775f117"),
                DataFile.of(
                        "validation",
                        1838,
                        "validation.jsonl",
                        517689,
                        "61533005e22f175534909b1ec8eacb6da03c233933558d1bafb15787453b1f55"));
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("piqa", DefaultTask.Kind.CHOOSE, "validation");
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
        String id = "piqa-" + split + "-" + row.index();
        String goal = row.text("goal");
        List<String> solutions = List.of(row.text("sol1"), row.text("sol2"));
        var choices = new Choices(" ", solutions, row.index("label", 2));
        return switch (template) {
            case HARNESS ->
                    Example.choosing(id, label(), "Question: " + goal + "\nAnswer:", choices);
            case PAPER -> Instruction.numbered(id, label(), instruction(goal, solutions), choices);
        };
    }

    /** The only multiple-choice prompt that the D-LLM authors published; its input is empty. */
    private static String instruction(String goal, List<String> solutions) {
        return Instruction.of(
                "You will be presented with a task and two possible solutions. Your goal is to"
                        + " select the solution that best achieves the given task.\n\nTask: "
                        + goal
                        + "\n\nSolutions:\n"
                        + Instruction.numbers(solutions)
                        + "\n\nPlease respond with either \"1\" or \"2\" to indicate the most"
                        + " appropriate solution.",
                "");
    }
}
