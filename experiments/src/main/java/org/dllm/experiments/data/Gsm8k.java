package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dllm.experiments.spec.Default;

/**
 * GSM8K (Cobbe et al. 2021): grade-school word problems with chains.
 *
 * <p>The completion is the solution as published: the chain with one step per line, followed by the
 * line {@code #### N}, where N may have thousands commas.
 *
 * @param marks whether to keep the calculator's marks, {@code <<48/2=24>>}, in the chain
 */
public record Gsm8k(@Default("true") boolean marks) implements DatasetSpec {

    private static final String HOME =
            "https://raw.githubusercontent.com/openai/grade-school-math/master/grade_school_math/data/";
    private static final Pattern MARK = Pattern.compile("<<[^<>]*>>");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final String ANSWER = "####";

    @Override
    public String version() {
        return "3.0";
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("gsm8k", DefaultTask.Kind.GENERATE, "test");
    }

    @Override
    public About about() {
        return new About(
                "grade-school word problems with chains", "MIT", "openai/grade-school-math");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                                "train",
                                7473,
                                "train.jsonl",
                                4166206,
                                "17f347dc51477c50d4efb83959dbb7c56297aba886e5544ee2aaed3024813465")
                        .at(HOME + "train.jsonl"),
                DataFile.of(
                                "test",
                                1319,
                                "test.jsonl",
                                749738,
                                "3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14")
                        .at(HOME + "test.jsonl"));
    }

    @Override
    public ChainFormat format() {
        return new ChainFormat("\n", ANSWER);
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template));
    }

    private Example example(Row row, String split, Template template) {
        String question = row.text("question");
        String written = row.text("answer");
        String solution = marks ? written : MARK.matcher(written).replaceAll("");
        String[] parts = solution.split(ANSWER, 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("an answer after ####, but found none");
        }
        String chain = parts[0].strip();
        String answer = Numbers.normal(parts[1]);
        if (!NUMBER.matcher(answer).matches()) {
            // otherwise no answer could be correct
            throw new IllegalArgumentException(
                    "a number after ####, found \"" + parts[1].strip() + "\"");
        }
        return new Example(
                "gsm8k-" + split + "-" + row.index(),
                label(),
                (int) chain.lines().filter(step -> !step.isBlank()).count(),
                switch (template) {
                    case HARNESS -> "Question: " + question + "\nAnswer:";
                    case PAPER -> Instruction.of(question);
                },
                chain,
                answer,
                template == Template.HARNESS ? " " + solution : solution);
    }

    @Override
    public List<Filter> filters() {
        return List.of(
                new Filter("strict-match", HarnessNumbers::strict),
                new Filter("flexible-extract", HarnessNumbers::flexible));
    }

    /** Compares texts without thousands commas, dollar signs and a final full stop. */
    @Override
    public boolean accepts(String extracted, String gold) {
        return HarnessNumbers.plain(extracted).equals(HarnessNumbers.plain(gold));
    }

    @Override
    public List<String> until() {
        return List.of("Question:", "</s>", "<|im_end|>");
    }
}
