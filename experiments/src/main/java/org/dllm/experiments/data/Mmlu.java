package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** MMLU (Hendrycks et al. 2021): questions of 57 subjects; an example's family is its subject. */
public record Mmlu() implements DatasetSpec {

    private static final List<String> LETTERS = List.of("A", "B", "C", "D");

    @Override
    public About about() {
        return new About(
                "questions of 57 subjects, four answers", "MIT", "cais/mmlu, as JSON lines");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "dev",
                        285,
                        "dev.jsonl",
                        136428,
                        "0b841f7363db50b453f487870576f828e3b8bb106b6a721db67fa382e4a37ec8"),
                DataFile.of(
                        "validation",
                        1531,
                        "validation.jsonl",
                        822702,
                        "e2bdfcb1d829e58e22b229e35c04fed377b8d5ed74197d5ef25c28cd9ad2f39d"),
                DataFile.of(
                        "test",
                        14042,
                        "test.jsonl",
                        7510640,
                        "903179ca496c3a80683685a3e4bcec761d2826df64682892cde15def955f6e7d"));
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("mmlu", DefaultTask.Kind.CHOOSE, "test");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template));
    }

    private Example example(Row row, String split, Template template) {
        String subject = row.text("subject");
        List<String> answers = row.texts("choices");
        if (answers.size() != 4) {
            throw new IllegalArgumentException("four choices, found " + answers.size());
        }
        var lettered = new StringBuilder(WhiteSpace.strip(row.text("question")));
        for (int i = 0; i < 4; i++) {
            lettered.append('\n').append(LETTERS.get(i)).append(". ").append(answers.get(i));
        }
        int gold = row.index("answer", 4);
        return Example.choosing(
                "mmlu-" + split + "-" + row.index(),
                subject,
                switch (template) {
                    case HARNESS -> introduction(subject) + lettered + "\nAnswer:";
                    case PAPER -> instruction(subject, lettered.toString());
                },
                new Choices(template == Template.HARNESS ? " " : "", LETTERS, gold));
    }

    private static String introduction(String subject) {
        return "The following are multiple choice questions (with answers) about "
                + subject.replace('_', ' ')
                + ".\n\n";
    }

    private static String instruction(String subject, String question) {
        return Instruction.of(
                "Answer the following multiple choice question about "
                        + subject.replace('_', ' ')
                        + ". Please respond with \"A\", \"B\", \"C\" or \"D\".\n\n"
                        + question);
    }
}
