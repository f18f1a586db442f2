package org.dllm.experiments.data;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dllm.experiments.spec.Default;

/**
 * MaWPS (Koncel-Kedziorski et al. 2016): arithmetic word problems with their equations. The
 * completion is the equation and, as in GSM8K, a line {@code #### N}.
 *
 * @param overlap whether to keep training problems that the validation or test split also has; they
 *     differ at most in case, spaces and punctuation
 */
public record Mawps(@Default("true") boolean overlap) implements DatasetSpec {

    private static final String ANSWER = "####";
    private static final List<String> HELD_OUT = List.of("validation", "test");
    private static final Pattern OPERATION = Pattern.compile("(?<=[0-9.)a-zA-Z%])\\s*[-+*/]");
    private static final Pattern IGNORED = Pattern.compile("[^a-z0-9]+");

    @Override
    public About about() {
        return new About(
                "arithmetic word problems in one or two sentences",
                "ODC-By",
                "MAWPS, as the authors of D-LLM use it");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        1898,
                        "trainset.json",
                        833527,
                        "42e631004e46e71f5e050bfd6f0af2e27c9d76315cee66cc6412d66a19b47c1a"),
                DataFile.of(
                        "validation",
                        237,
                        "validset.json",
                        105822,
                        "ab20f1b6bd99e2307303a65898715628249896122d44c82971b4ea6e3e44622a"),
                DataFile.of(
                        "test",
                        238,
                        "testset.json",
                        104880,
                        "2de996509d7ee519fcd35d0ffc71892b33f92684e8d716c29b1e71ccfeb0f28b"));
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("mawps", DefaultTask.Kind.GENERATE, "test");
    }

    @Override
    public ChainFormat format() {
        return new ChainFormat("\n", ANSWER);
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        Stream<Example> all = examples(dataDir, split, template);
        if (overlap || !split.equals("train")) {
            return all;
        }
        Set<String> heldOut = new HashSet<>();
        HELD_OUT.forEach(each -> heldOut.addAll(problems(dataDir, each)));
        return all.filter(example -> !heldOut.contains(bare(example.prompt())));
    }

    @Override
    public List<Path> reads(Path dataDir, String split) {
        return overlap || !split.equals("train")
                ? List.of(file(dataDir, split))
                : splits().stream().map(each -> file(dataDir, each)).toList();
    }

    /** Counts the problems of a held-out split that the training split also has. */
    @Override
    public List<String> warnings(Path dataDir, String split) {
        if (!overlap || !split.equals("train")) {
            return List.of();
        }
        Set<String> train = problems(dataDir, split);
        return HELD_OUT.stream()
                .map(each -> {
                    Set<String> asked = problems(dataDir, each);
                    asked.retainAll(train);
                    return "mawps: %d problems of the split %s are in train too; 'overlap: false' leaves them out of train"
                            .formatted(asked.size(), each);
                })
                .toList();
    }

    private Set<String> problems(Path dataDir, String split) {
        try (Stream<Example> examples = examples(dataDir, split, Template.HARNESS)) {
            var problems = new HashSet<String>();
            examples.forEach(example -> problems.add(bare(example.prompt())));
            return problems;
        }
    }

    /** The key of equal problems: their letters and digits. */
    private static String bare(String prompt) {
        return IGNORED.matcher(prompt.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    private Stream<Example> examples(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split, template));
    }

    private Example example(Row row, String split, Template template) {
        String problem = row.text("original_text").strip();
        String equation = row.text("equation").strip();
        String answer = plain(row.number("ans"));
        String solution = equation + "\n" + ANSWER + " " + answer;
        return new Example(
                "mawps-" + split + "-" + row.index(),
                label(),
                (int) OPERATION.matcher(equation).results().count(),
                switch (template) {
                    case HARNESS -> "Question: " + problem + "\nAnswer:";
                    case PAPER -> Instruction.of(problem);
                },
                equation,
                answer,
                template == Template.HARNESS ? " " + solution : solution);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    @Override
    public List<Filter> filters() {
        return List.of(Filter.unnamed(text -> Numbers.answer(text, ANSWER)));
    }

    /** Numbers that differ by less than 1e-5, as the authors of D-LLM compare them. */
    @Override
    public boolean accepts(String extracted, String gold) {
        return Numbers.equal(extracted, gold);
    }

    @Override
    public List<String> until() {
        return List.of("Question:");
    }
}
