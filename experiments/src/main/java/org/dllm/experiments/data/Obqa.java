package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * OpenBookQA (Mihaylov et al. 2018): school science questions with four answers, without the book's
 * facts.
 */
public record Obqa() implements DatasetSpec {

    @Override
    public About about() {
        return new About(
                "school science questions, four answers", "Apache-2.0", "allenai/openbookqa");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        4957,
                        "train.jsonl",
                        1207677,
                        "afb4fcb140fe6ff8081830a80d3024a2ef480e81b9c2ffb9cb04228125be336b"),
                DataFile.of(
                        "validation",
                        500,
                        "validation.jsonl",
                        126928,
                        "90adcc55f4724ec367585978363aa451628d18093b6c827b2fd295128cd61e87"),
                DataFile.of(
                        "test",
                        500,
                        "test.jsonl",
                        123259,
                        "bbaca15e985ba386b2f73e9659fce608cf7722a35343864dbe7115cbbda341ab"));
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("openbookqa", DefaultTask.Kind.CHOOSE, "test");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template));
    }

    private Example example(Row row, String split, Template template) {
        String id = "obqa-" + split + "-" + row.index();
        String question = row.text("question_stem");
        List<String> answers = row.texts("choices", "text");
        List<String> labels = row.texts("choices", "label");
        if (answers.size() != 4 || labels.size() != 4) {
            throw new IllegalArgumentException(
                    "four choices with labels, found %d texts and %d labels"
                            .formatted(answers.size(), labels.size()));
        }
        var choices = new Choices(" ", answers, row.oneOf("answerKey", labels));
        return switch (template) {
            case HARNESS -> Example.choosing(id, label(), question, choices);
            case PAPER ->
                    Instruction.numbered(id, label(), instruction(question, answers), choices);
        };
    }

    private static String instruction(String question, List<String> answers) {
        return Instruction.of(
                "You will be presented with a question or the beginning of a sentence, and four"
                        + " possible answers or endings. Your goal is to select the right"
                        + " one.\n\nQuestion: "
                        + question
                        + "\n\nAnswers:\n"
                        + Instruction.numbers(answers)
                        + "\n\n"
                        + "Please respond with \"1\", \"2\", \"3\" or \"4\" to indicate the right"
                        + " answer.");
    }
}
