package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Scorer;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextScorerTests {

    private static final Offset<Double> CLOSE = Offset.offset(1e-4);

    private TinyEvaluatedModel tiny;
    private EvaluatedModel model;

    @BeforeEach
    void model() {
        tiny =
                new TinyEvaluatedModel(
                        new Dllm(
                                0.5,
                                new AlphaSpec(1, "sine"),
                                new KeepSpec(1, 2),
                                true,
                                new TokenMlp(8)));
        model = tiny.model();
    }

    @AfterEach
    void free() {
        tiny.close();
    }

    @Test
    void questionsOfAllLengthsScoreAsEachTextAlone() {
        List<TextScorer.ContextAndChoices> questions =
                List.of(
                        question(0, "is a a letter", " yes", " no", " nobody knows"),
                        question(1, "", "a", "ab", "abc"),
                        question(2, "1+1= ", "2", "22222222222222222222222222222222222222"),
                        question(3, "a", "b"));
        List<TextScores> scores = scorer(200).choices(questions);
        for (int q = 0; q < questions.size(); q++) {
            String context = questions.get(q).context().stripTrailing();
            String spaces = questions.get(q).context().substring(context.length());
            for (int c = 0; c < questions.get(q).choices().size(); c++) {
                int[] text = encode(spaces + questions.get(q).choices().get(c));
                double alone = alone(q, begun(context), text);
                assertThat(scores.get(q).each().get(c).logP()).isCloseTo(alone, CLOSE);
                assertThat(scores.get(q).each().get(c).tokens()).isEqualTo(text.length);
            }
            assertThat(scores.get(q).cut()).isZero();
            assertThat(scores.get(q).read()).hasSize(1);
        }
    }

    @Test
    void aContextThatIsTooLongIsCutOnTheLeftAndTheCutReported() {
        String context = "the context has more characters than are read at once";
        var question = question(4, context, " a", " a longer choice");
        TextScores scores = scorer(40).choices(List.of(question)).getFirst();
        int[] whole = begun(context);
        for (int c = 0; c < 2; c++) {
            int[] text = encode(question.choices().get(c));
            int[] kept = Arrays.copyOfRange(whole, whole.length + text.length - 41, whole.length);
            assertThat(scores.each().get(c).logP()).isCloseTo(alone(4, kept, text), CLOSE);
        }
        assertThat(scores.cut()).isEqualTo(whole.length + " a longer choice".length() - 41);
        assertThat(scores.read()).hasSize(2);
    }

    @Test
    void aChoiceLongerThanIsReadAtOnceIsTheSumOfItsWindows() {
        var question = question(0, "context", "abcdefghijklmnopqrstuvwxy");
        TextScores scores = scorer(10).choices(List.of(question)).getFirst();
        int[] text = encode("abcdefghijklmnopqrstuvwxy");
        double sum =
                alone(0, encode("t"), Arrays.copyOf(text, 10))
                        + alone(0, encode("j"), Arrays.copyOfRange(text, 10, 20))
                        + alone(0, encode("opqrst"), Arrays.copyOfRange(text, 20, 25));
        assertThat(scores.each().getFirst().logP()).isCloseTo(sum, CLOSE);
        assertThat(scores.each().getFirst().tokens()).isEqualTo(25);
        assertThat(scores.cut()).isEqualTo(begun("context").length - 1);
    }

    @Test
    void pagesAreReadInWindowsEachTokenOnce() {
        String text = "a page of characters that are predicted one by one";
        int[] ids = begun(text);
        int bos = model.tokenizer().bos().orElseThrow();
        TextScorer scorer = scorer(30);
        List<TextScores> scores =
                scorer.scores(
                        List.of(
                                scorer.rolling(0, ids),
                                scorer.rolling(1, begun(text.substring(0, 5))),
                                scorer.rolling(2, begun(""))));
        int rest = ids.length - 30;
        double sum =
                alone(0, new int[] {bos}, Arrays.copyOf(ids, 30))
                        + alone(
                                0,
                                Arrays.copyOfRange(ids, ids.length - 31, 30),
                                Arrays.copyOfRange(ids, 30, ids.length));
        assertThat(scores.get(0).each().getFirst().logP()).isCloseTo(sum, CLOSE);
        assertThat(scores.get(0).each().getFirst().tokens()).isEqualTo(ids.length);
        assertThat(scores.get(0).read()).hasSize(2);
        assertThat(rest).isPositive();
        assertThat(scores.get(1).each().getFirst().logP())
                .isCloseTo(alone(1, new int[] {bos}, begun(text.substring(0, 5))), CLOSE);
        assertThat(scores.get(2).each().getFirst().tokens()).isEqualTo(begun("").length);
    }

    @Test
    void theReadTokensMatchTheTrace() {
        TextScores scores =
                scorer(200).choices(List.of(question(0, "abc", " de", " f"))).getFirst();
        Reading read = scores.read().getFirst();
        assertThat(model.tokenizer().decode(read.ids())).isEqualTo("abc d");
        assertThat(read.trace().tokens()).isEqualTo(read.ids().length);
    }

    @Test
    void aWindowOfLessThanOneTokenIsRejected() {
        assertThatThrownBy(() -> scorer(0)).hasMessageContaining("at least 1");
    }

    private TextScorer scorer(int maxLength) {
        return new TextScorer(model.decoder(), model.tokenizer(), model.gate(), maxLength);
    }

    private static TextScorer.ContextAndChoices question(
            long sequence, String context, String... choices) {
        return new TextScorer.ContextAndChoices(sequence, context, List.of(choices));
    }

    private int[] begun(String text) {
        return model.tokenizer().encodePrompt(text);
    }

    private int[] encode(String text) {
        return model.tokenizer().encode(text);
    }

    private double alone(long sequence, int[] context, int[] text) {
        int[] whole = IntStream.concat(IntStream.of(context), IntStream.of(text)).toArray();
        Score score =
                new Scorer(model.decoder())
                        .score(List.of(new Prompt(sequence, whole)), model.gate())
                        .getFirst();
        double sum = 0;
        for (int i = context.length - 1; i < score.nll().length; i++) {
            sum -= score.nll()[i];
        }
        return sum;
    }
}
