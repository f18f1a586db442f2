package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.dllm.experiments.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * MMLU (Hendrycks et al. 2021): questions of 57 subjects; an example's family is its subject.
 *
 * @param subjects a group ({@code stem}, {@code humanities}, {@code social_sciences}, {@code
 *     other}) or one subject; null for all
 */
public record Mmlu(@Nullable String subjects) implements DatasetSpec {

    private static final List<String> LETTERS = List.of("A", "B", "C", "D");

    public Mmlu {
        requireKnown(subjects);
    }

    @Rule("subjects")
    static void requireKnown(@Nullable String subjects) {
        if (subjects != null && !MmluSubjects.names().contains(subjects)) {
            throw new IllegalArgumentException(
                    "subjects to be one of %s, but it is %s"
                            .formatted(String.join(", ", MmluSubjects.names()), subjects));
        }
    }

    /** The selections that are tasks of lm-evaluation-harness: each group and each subject. */
    public static List<Mmlu> selections() {
        return MmluSubjects.names().stream().map(Mmlu::new).toList();
    }

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
        String name = subjects == null ? "mmlu" : "mmlu_" + subjects;
        return new DefaultTask(name, DefaultTask.Kind.CHOOSE, "test");
    }

    /** Unknown if only some subjects are selected. */
    @Override
    public OptionalInt maxExamples(String split) {
        return subjects == null ? DatasetSpec.super.maxExamples(split) : OptionalInt.empty();
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template))
                .filter(example -> selects(example.family()));
    }

    private boolean selects(String subject) {
        return subjects == null || MmluSubjects.contain(subjects, subject);
    }

    /** The first questions of the split dev about the same subject. */
    @Override
    public Optional<ShotSource> shots() {
        return Optional.of(new ShotSource("dev", ShotSource.Order.FIRST));
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

    @Override
    public String introduction(String subject) {
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
