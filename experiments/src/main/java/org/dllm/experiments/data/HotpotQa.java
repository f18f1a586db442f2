package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * HotpotQA (Yang et al. 2018): questions that need two paragraphs. The split {@code validation} has
 * only the questions; {@code distractor} has 100 of them with ten paragraphs each.
 */
public record HotpotQa() implements DatasetSpec {

    @Override
    public About about() {
        return new About("questions that need two paragraphs", "CC BY-SA 4.0", "hotpotqa/hotpot");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "validation",
                        7405,
                        "hotpot_dev_v1_simplified.json",
                        1179017,
                        "05001dcdeb2b2b2243a88f23daaf8de9237494cd387e13bc25854d3e031101d3"),
                DataFile.of(
                        "distractor",
                        100,
                        "hotpot_distractor_sample100.jsonl",
                        644039,
                        "1f16235c95a2669a516e43b35ca9912fe60a170c17b4da26e8e7e6d816f5d506"));
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("hotpotqa", DefaultTask.Kind.GENERATE, "distractor");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template));
    }

    private Example example(Row row, String split, Template template) {
        String question = row.text("question");
        String answer = row.text("answer");
        String context = split.equals("distractor") ? context(row) : "";
        String separated = context.isEmpty() ? "" : context + "\n\n";
        return new Example(
                "hotpotqa-" + split + "-" + row.index(),
                row.text("type"),
                0,
                switch (template) {
                    case HARNESS -> separated + "Question: " + question + "\nAnswer:";
                    case PAPER ->
                            context.isEmpty()
                                    ? Instruction.of(question)
                                    : Instruction.of(question, context);
                },
                "",
                answer,
                template == Template.HARNESS ? " " + answer : answer);
    }

    /** One paragraph per line, after its title. */
    private static String context(Row row) {
        List<String> titles = row.texts("context", "title");
        JsonNode paragraphs = row.record().path("context").path("sentences");
        if (paragraphs.size() != titles.size()) {
            throw new IllegalArgumentException(
                    "equal numbers of paragraphs and titles, found %d and %d"
                            .formatted(paragraphs.size(), titles.size()));
        }
        return IntStream.range(0, titles.size())
                .mapToObj(i ->
                        titles.get(i)
                                + ": "
                                + paragraphs
                                        .get(i)
                                        .valueStream()
                                        .map(JsonNode::stringValue)
                                        .collect(Collectors.joining())
                                        .strip())
                .collect(Collectors.joining("\n"));
    }

    /** Exact match as in SQuAD: ignores case, punctuation, articles and extra spaces. */
    @Override
    public boolean accepts(String extracted, String gold) {
        return plain(extracted).equals(plain(gold));
    }

    private static String plain(String answer) {
        return answer.toLowerCase(Locale.ROOT)
                .replaceAll("\\p{Punct}", "")
                .replaceAll("\\b(?:a|an|the)\\b", " ")
                .strip()
                .replaceAll("\\s+", " ");
    }

    @Override
    public List<String> until() {
        return List.of("\n");
    }
}
