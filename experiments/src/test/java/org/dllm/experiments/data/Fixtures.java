package org.dllm.experiments.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ten records of each data set in the format of its files. The splits of a set differ. */
final class Fixtures {

    static final int ROWS = 10;

    private Fixtures() {}

    /** The user-defined set of the tests. */
    static Own own() {
        return new Own(
                "riddles",
                List.of(new OwnFile("train", "a.jsonl"), new OwnFile("test", "b.json")),
                "Riddle: {riddle}\nAnswer:",
                "{solution}",
                "",
                List.of(),
                List.of(),
                " ",
                "exact");
    }

    /** All sets; generated sets have ten records. */
    static List<DatasetSpec> sets() {
        return List.of(
                new Alpaca(),
                new BoolQ(),
                new C4(),
                new Gsm8k(true),
                new HotpotQa(),
                new Mawps(true),
                new Mmlu(null),
                new Obqa(),
                own(),
                new Piqa(),
                new Samsum(),
                new Siqa(),
                new Synthetic(List.of(), ROWS, 0),
                new WikiText2());
    }

    /** Writes the files of all sets below {@code dataDir}. */
    static void write(Path dataDir) {
        for (DatasetSpec set : sets()) {
            for (DataFile file : set.published()) {
                write(dataDir, set.label(), file.item().name(), content(set, file));
            }
        }
        IntFunction<String> riddle =
                i -> "{\"riddle\": \"what %d?\", \"solution\": \"a %d\"}".formatted(i, i);
        write(dataDir, "riddles", "a.jsonl", lines(0, riddle));
        write(dataDir, "riddles", "b.json", list(ROWS, riddle));
    }

    static void write(Path dataDir, String set, String name, String text) {
        try {
            Path folder = Files.createDirectories(dataDir.resolve("data").resolve(set));
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(DatasetSpec set, DataFile file) {
        int from = ROWS * set.splits().indexOf(file.split());
        if (set instanceof WikiText2) {
            return " \n" + rows(from, Fixtures::page).collect(Collectors.joining());
        }
        IntFunction<String> row =
                i ->
                        record(set, file.split(), i)
                                .replace('\'', '"')
                                .replace("#", String.valueOf(i))
                                .replace('~', '#')
                                .replace("GOLD", String.valueOf(i % 2));
        return file.item().name().endsWith(".json") ? list(from, row) : lines(from, row);
    }

    private static String page(int i) {
        return " = Title %d = \n \n A text of %d @.@ 5 words . \n \n = = Part = = \n \n More . \n \n"
                .formatted(i, i);
    }

    private static String record(DatasetSpec set, String split, int i) {
        return switch (set) {
            case Alpaca _ ->
                    "{'instruction': 'Name #.', 'input': '%s', 'output': 'Number #.\\nThat is it.'}"
                            .formatted(i % 2 == 0 ? "" : "in words");
            case BoolQ _ ->
                    "{'question': 'is # even', 'title': '#', 'passage': 'On #.', 'answer': %s}"
                            .formatted(i % 2 == 0);
            case C4 _ -> "{'text': 'Page # , and ( more ) .'}";
            case Gsm8k _ -> "{'question': 'How many is #?', 'answer': 'It is #.\\n~~~~ #'}";
            case HotpotQa _ when split.equals("distractor") ->
                    "{'question': 'Which is #?', 'answer': 'the #', 'type': 'bridge', 'context':"
                        + " {'title': ['A', 'B'], 'sentences': [['It is #.', ' So.'], ['No.']]}}";
            case HotpotQa _ -> "{'question': 'Which is #?', 'answer': 'the #', 'type': 'bridge'}";
            case Mawps _ ->
                    "{'id': #, 'original_text': 'Add # to 1.5 .', 'equation': 'x=(#+1.5)*1',"
                            + " 'ans': '%s'}".formatted(i + 1.5);
            case Mmlu _ ->
                    "{'question': ' Which # ', 'subject': 'high_school_physics',"
                            + " 'choices': ['a', 'b', 'c', 'd'], 'answer': GOLD}";
            case Obqa _ ->
                    "{'id': '#', 'question_stem': 'The # is', 'choices': {'text': ['a', 'b', 'c',"
                            + " 'd'], 'label': ['A', 'B', 'C', 'D']}, 'answerKey': 'C'}";
            case Piqa _ -> "{'goal': 'Do #', 'sol1': 'one', 'sol2': 'two', 'label': GOLD}";
            case Samsum _ ->
                    "{'id': '#', 'dialogue': 'A: #?\\nB: #!', 'summary': 'They say #. \\nTwice.'}";
            case Siqa _ ->
                    "{'context': 'A does #.', 'question': 'Why?', 'answerA': 'a', 'answerB': 'b',"
                            + " 'answerC': 'c', 'label': '3'}";
            case Own _, Synthetic _, WikiText2 _ -> throw new IllegalArgumentException("no rows");
        };
    }

    private static String lines(int from, IntFunction<String> row) {
        return rows(from, row).collect(Collectors.joining("\n")) + "\n";
    }

    private static String list(int from, IntFunction<String> row) {
        return "[\n" + rows(from, row).collect(Collectors.joining(",\n")) + "\n]";
    }

    private static java.util.stream.Stream<String> rows(int from, IntFunction<String> row) {
        return IntStream.range(from, from + ROWS).mapToObj(row);
    }
}
