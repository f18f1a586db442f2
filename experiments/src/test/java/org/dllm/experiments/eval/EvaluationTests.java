package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.RandomSkip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task of 10 examples in batches of 4. */
class EvaluationTests {

    private static final RandomSkip COIN = new RandomSkip(0.6, new KeepSpec(1, 2), true);

    @TempDir Path folder;

    private Evaluation open(TinyEvaluatedModel tiny, Path home, String identity) {
        Stream<Example> examples = TinyEvaluatedModel.TASK.examples(folder);
        var place = new Evaluation.Place(home, identity, 7);
        return new Evaluation(TinyEvaluatedModel.TASK, tiny.model(), examples, place, _ -> {});
    }

    private static Path answers(Path home) {
        return home.resolve("answers").resolve("synthetic.jsonl");
    }

    @Test
    void anInterruptedEvaluationAnswersNoExampleTwiceAndLeavesEqualBits() throws IOException {
        Path whole = folder.resolve("whole");
        Path parted = folder.resolve("parted");
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            List<Result> expected;
            try (Evaluation evaluation = open(tiny, whole, "a")) {
                expected = evaluation.finish().results();
            }
            try (Evaluation evaluation = open(tiny, parted, "a")) {
                evaluation.write(evaluation.answer(Objects.requireNonNull(evaluation.read())));
            }
            var asked = new ArrayList<Integer>();
            try (Evaluation evaluation = open(tiny, parted, "a")) {
                assertThat(evaluation.done()).isEqualTo(4);
                for (var batch = evaluation.read(); batch != null; batch = evaluation.read()) {
                    batch.forEach(question -> asked.add(question.index()));
                    evaluation.write(evaluation.answer(batch));
                }
                assertThat(evaluation.finish().results()).isEqualTo(expected);
            }
            assertThat(asked).hasSize(6).doesNotHaveDuplicates();
            assertThat(answers(parted)).hasSameBinaryContentAs(answers(whole));
        }
    }

    @Test
    void aPromptThatLeavesTooLittleRoomForTheAnswerIsCutOnTheLeft() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            int context = tiny.model().decoder().config().context();
            for (int room : List.of(6, 1)) {
                List<GeneratedAnswer> answers = generated(tiny, context - room);
                assertThat(answers).hasSize(4).anyMatch(answer -> answer.cut() > 0);
                for (GeneratedAnswer answer : answers) {
                    int[] prompt = tiny.model().tokenizer().encodePrompt(answer.example().prompt());
                    Reading read = answer.generated();
                    assertThat(answer.cut()).isEqualTo(Math.max(0, prompt.length - room));
                    assertThat(Arrays.copyOf(read.ids(), read.promptTokens()))
                            .isEqualTo(Arrays.copyOfRange(prompt, answer.cut(), prompt.length));
                }
            }
            // an answer as long as the context ends when the context is full
            assertThat(generated(tiny, context)).allMatch(answer -> answer.cut() == 0);
        }
    }

    private List<GeneratedAnswer> generated(TinyEvaluatedModel tiny, int maxNewTokens) {
        var task =
                new Generate(
                        "synthetic",
                        TinyEvaluatedModel.TASK.set(),
                        "test",
                        "harness",
                        "exact_match",
                        4,
                        maxNewTokens,
                        4,
                        null);
        var place = new Evaluation.Place(folder.resolve("new" + maxNewTokens), "a", 7);
        try (var evaluation =
                new Evaluation(task, tiny.model(), task.examples(folder), place, _ -> {})) {
            return TinyEvaluatedModel.answers(evaluation.finish());
        }
    }

    @Test
    void aBatchThatWasWrittenInPartIsAnsweredAgain() throws IOException {
        Path home = folder.resolve("torn");
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            try (Evaluation evaluation = open(tiny, home, "a")) {
                evaluation.finish();
            }
            byte[] whole = Files.readAllBytes(answers(home));
            // the header and 3 of the 4 answers of the first batch
            int lines = 0;
            int end = 0;
            while (lines < 4) {
                lines += whole[end++] == '\n' ? 1 : 0;
            }
            for (int torn : List.of(end, end + 17)) {
                Files.write(answers(home), Arrays.copyOf(whole, torn));
                try (Evaluation evaluation = open(tiny, home, "a")) {
                    assertThat(evaluation.done()).isZero();
                    evaluation.finish();
                }
                assertThat(answers(home)).hasBinaryContent(whole);
            }
        }
    }

    @Test
    void answersOfAnotherModelAreNotContinued() throws IOException {
        Path home = folder.resolve("other");
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            try (Evaluation evaluation = open(tiny, home, "a")) {
                evaluation.finish();
            }
            try (Evaluation evaluation = open(tiny, home, "b")) {
                assertThat(evaluation.done()).isZero();
            }
            // the last one ends within a character
            for (String bytes : List.of("not a header", "{\u00c3")) {
                Files.write(answers(home), bytes.getBytes(StandardCharsets.ISO_8859_1));
                try (Evaluation evaluation = open(tiny, home, "b")) {
                    assertThat(evaluation.done()).isZero();
                }
            }
        }
    }

    @Test
    void answersReadBackEqualThoseThatWereComputed() {
        try (var tiny = new TinyEvaluatedModel(COIN)) {
            var computed = new ArrayList<Answer>();
            try (Evaluation evaluation = open(tiny, folder.resolve("read"), "a")) {
                for (var batch = evaluation.read(); batch != null; batch = evaluation.read()) {
                    List<Answer> answers = evaluation.answer(batch);
                    computed.addAll(answers);
                    evaluation.write(answers);
                }
                try (Stream<Answer> read = evaluation.finish().answers().get()) {
                    assertThat(read.toList()).usingRecursiveComparison().isEqualTo(computed);
                }
            }
        }
    }
}
