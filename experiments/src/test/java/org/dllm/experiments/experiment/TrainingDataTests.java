package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.FreshProcess;
import org.dllm.experiments.data.C4;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.data.Piqa;
import org.dllm.experiments.data.Siqa;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataTests {

    private static final int LARGEST = 33_410;
    private static final String PIQA =
            """
            {"goal": "Boil", "sol1": "a", "sol2": "b", "label": 1}
            {"goal": "Freeze water", "sol1": "a", "sol2": "b", "label": 0}
            """;

    @TempDir Path folder;
    private final List<RunEvent> events = new ArrayList<>();
    private ByteTokenizer tokenizer = new ByteTokenizer();

    private TrainingData load(DataShare... shares) {
        events.clear();
        var workspace = new Workspace(folder.resolve("run"), folder, () -> 0, events::add);
        return TrainingData.load(List.of(shares), workspace, tokenizer, 1 << 20);
    }

    private List<EncodedExample> examples(DataShare share) {
        return load(share).sets().getFirst().examples();
    }

    private static DataShare piqa(int least, int most, String template) {
        return new DataShare(new Piqa(), "train", 1, most, least, template);
    }

    private void write(String set, String name, String text) throws IOException {
        Path in = Files.createDirectories(folder.resolve("data").resolve(set));
        Files.writeString(in.resolve(name), text);
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache/tokens"))) {
            return files.toList();
        }
    }

    @Test
    void aSetIsTokenisedOnceAndFoundByAllThatDecidesItsTokens() throws IOException {
        write("piqa", "train.jsonl", PIQA);
        List<EncodedExample> first = examples(piqa(1, 1024, "harness"));
        assertThat(first).hasSize(2);
        assertThat(new ByteTokenizer().decode(first.get(1).completion())).startsWith(" a");
        List<EncodedExample> again = examples(piqa(1, 1024, "harness"));
        assertThat(again.get(0).ids()).isEqualTo(first.get(0).ids());
        assertThat(again.get(0).promptTokens()).isEqualTo(first.get(0).promptTokens());
        assertThat(cached()).hasSize(1);
        examples(piqa(1, 1024, "paper"));
        assertThat(cached()).hasSize(2);
        write("piqa", "train.jsonl", PIQA.replace("Boil", "Cook"));
        assertThat(new ByteTokenizer().decode(examples(piqa(1, 1024, "harness")).get(0).prompt()))
                .contains("Cook");
        assertThat(cached()).hasSize(3).noneMatch(file -> file.toString().endsWith(".part"));
    }

    @Test
    void anotherEndTokenOfTheSameTokenizerFileIsNotTakenFromTheCache() throws IOException {
        write("piqa", "train.jsonl", PIQA);
        for (int end : List.of(2, 0, 2)) {
            tokenizer = new ByteTokenizer(end);
            int[] ids = examples(piqa(1, 1024, "harness")).getFirst().ids();
            assertThat(ids[ids.length - 1]).isEqualTo(end);
        }
        assertThat(cached()).hasSize(2);
    }

    @Test
    void aDamagedFileOfTheCacheIsReplaced() throws IOException {
        write("piqa", "train.jsonl", PIQA);
        int[] ids = examples(piqa(1, 1024, "harness")).getFirst().ids();
        byte[] whole = Files.readAllBytes(cached().getFirst());
        for (int kept : List.of(0, whole.length - 3)) {
            Files.write(cached().getFirst(), Arrays.copyOf(whole, kept));
            assertThat(examples(piqa(1, 1024, "harness")).getFirst().ids()).isEqualTo(ids);
            assertThat(cached().getFirst()).hasBinaryContent(whole);
        }
    }

    @Test
    void contentVersionAndPromptsAreRecorded() throws IOException {
        write("piqa", "train.jsonl", PIQA);
        var harness = load(piqa(1, 1024, "harness")).hashes();
        assertThat(harness.get("0 piqa/train")).matches("[0-9a-f]{64}");
        assertThat(harness.get("0 piqa/train prompts"))
                .matches("harness, version 1.0, [0-9a-f]{64}");
        write("piqa", "train.jsonl", PIQA.replace("\"label\": 1", "\"label\": 0"));
        var relabelled = load(piqa(1, 1024, "harness")).hashes();
        assertThat(relabelled.get("0 piqa/train")).isNotEqualTo(harness.get("0 piqa/train"));
        assertThat(relabelled.get("0 piqa/train prompts"))
                .isEqualTo(harness.get("0 piqa/train prompts"));
    }

    @Test
    void questionsOutsideTheBoundsAreLeftOut() throws IOException {
        write("piqa", "train.jsonl", PIQA);
        int shorter = examples(piqa(1, 1024, "harness")).getFirst().ids().length;
        assertThat(examples(piqa(1, shorter, "harness"))).hasSize(1);
        assertThat(examples(piqa(shorter + 1, 1024, "harness"))).hasSize(1);
        assertThatThrownBy(() -> load(piqa(1, 2, "harness")))
                .hasMessageContaining("at most 2 tokens in piqa/train")
                .hasMessageContaining("the shortest of its 2 has " + shorter);
    }

    @Test
    void aLongTextIsCutIntoPiecesThatPredictEveryTokenOnce() throws IOException {
        write(
                "c4",
                "c4_demo.jsonl",
                "{\"text\": \"0123456789abcdefghijklmn\"}\n{\"text\": \"xy\"}\n");
        List<EncodedExample> pieces = examples(new DataShare(new C4(), "train", 1, 10, 1, "paper"));
        var targets = new StringBuilder();
        for (EncodedExample piece : pieces.subList(0, pieces.size() - 1)) {
            assertThat(piece.ids().length).isLessThanOrEqualTo(10);
            assertThat(piece.promptTokens()).isEqualTo(1);
            int[] learnt = Arrays.stream(piece.completion()).filter(id -> id > 2).toArray();
            targets.append(new ByteTokenizer().decode(learnt));
        }
        assertThat(targets).hasToString("0123456789abcdefghijklmn");
        assertThat(examples(new DataShare(new C4(), "train", 1, 10, 10, "paper")))
                .allMatch(piece -> piece.ids().length == 10);
    }

    @Test
    void theSharesOfAMixAreReported() throws IOException {
        write("piqa", "train.jsonl", PIQA);
        write("c4", "c4_demo.jsonl", "{\"text\": \"0123456789\"}\n");
        load(new DataShare(new C4(), "train", 3, 1024, 1, "paper"), piqa(1, 1024, "harness"));
        assertThat(events)
                .filteredOn(RunEvent.Log.class::isInstance)
                .extracting(event -> ((RunEvent.Log) event).message())
                .filteredOn(line -> line.startsWith("mix: "))
                .satisfiesExactly(
                        line -> assertThat(line).contains("c4/train").contains("75.0 % of the seq"),
                        line -> assertThat(line).contains("piqa/train").contains("25.0 % of the"));
    }

    @Test
    void progressIsReportedWhileASetIsPrepared() throws IOException {
        write("siqa", "train.jsonl", siqa(1000));
        load(new DataShare(new Siqa(), "train", 1, 1024, 1, "harness"));
        assertThat(events).noneMatch(RunEvent.Progress.class::isInstance);
        events.clear();
        var seconds = new long[1];
        var workspace =
                new Workspace(
                        folder.resolve("run"),
                        folder,
                        folder.resolve("other"),
                        () -> seconds[0] += 1_000_000_000L,
                        events::add);
        TrainingData.load(
                List.of(new DataShare(new Siqa(), "train", 1, 1024, 1, "harness")),
                workspace,
                new ByteTokenizer(),
                1024);
        assertThat(events)
                .filteredOn(RunEvent.Progress.class::isInstance)
                .extracting(event -> (RunEvent.Progress) event)
                .extracting(RunEvent.Progress::phase, RunEvent.Progress::step)
                .contains(org.assertj.core.groups.Tuple.tuple("prepare", 256L));
    }

    @Test
    void theLargestSetIsPreparedInASmallHeap() throws IOException {
        Path in = Files.createDirectories(folder.resolve("data/siqa"));
        try (BufferedWriter out = Files.newBufferedWriter(in.resolve("train.jsonl"))) {
            for (int i = 0; i < LARGEST; i++) {
                out.write(siqa(i, "somebody who had to decide what to do next ".repeat(4)));
            }
        }
        var process = FreshProcess.of(List.of("-Xmx64m"), Preparation.class, folder.toString());
        assertThat(process.output()).endsWith(LARGEST + " examples\n");
    }

    private static String siqa(int rows) {
        return String.join("", IntStream.range(0, rows).mapToObj(i -> siqa(i, "A")).toList());
    }

    private static String siqa(int i, String context) {
        return """
        {"context": "%s %d.", "question": "Why?", "answerA": "a", "answerB": "b", "answerC": "c", "label": "3"}
        """
                .formatted(context, i);
    }

    /** Prepares the training split of Siqa in the given folder. */
    static final class Preparation {
        private Preparation() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            var workspace = new Workspace(folder.resolve("run"), folder, () -> 0, _ -> {});
            var share = new DataShare(new Siqa(), "train", 1, 4096, 1, "harness");
            var data = TrainingData.load(List.of(share), workspace, new ByteTokenizer(), 1 << 20);
            List<EncodedExample> examples = data.sets().getFirst().examples();
            long tokens = examples.stream().mapToLong(example -> example.ids().length).sum();
            System.out.print(tokens + " tokens, " + examples.size() + " examples\n");
        }
    }
}
