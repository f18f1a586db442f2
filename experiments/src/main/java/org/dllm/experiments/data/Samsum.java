package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** SAMSum (Gliwa et al. 2019): chats and their summaries. */
public record Samsum() implements DatasetSpec {

    @Override
    public About about() {
        return new About(
                "chats and their summaries", "CC BY-NC-ND 4.0", "Samsung/samsum, as JSON lines");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        14731,
                        "train.jsonl",
                        9955404,
                        "76c20285c5a85aef8197761390424c08c3fd3136d6c7bd3745034297cf2d5e74"),
                DataFile.of(
                        "validation",
                        818,
                        "validation.jsonl",
                        546142,
                        "458394acecd0f84a4b664d384682e563e6459887c2241d0d89124c71254449f0"),
                DataFile.of(
                        "test",
                        819,
                        "test.jsonl",
                        559192,
                        "3cb0b4bacb60945fb29ffafd4e2f2f7d9c66779c94416ffb98a517b9e05fab98"));
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("samsum", DefaultTask.Kind.LIKELIHOOD, "test");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template));
    }

    private Example example(Row row, String split, Template template) {
        String dialogue = row.text("dialogue");
        String summary = row.text("summary");
        return new Example(
                "samsum-" + split + "-" + row.index(),
                label(),
                0,
                switch (template) {
                    case HARNESS -> dialogue + "\nSummary:";
                    case PAPER -> Instruction.of("Summarize the dialogue.", dialogue);
                },
                "",
                summary,
                template == Template.HARNESS ? " " + summary : summary);
    }

    @Override
    public List<Filter> filters() {
        return List.of(Filter.unnamed(String::strip));
    }
}
