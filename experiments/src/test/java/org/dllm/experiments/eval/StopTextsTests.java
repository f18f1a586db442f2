package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.IntPredicate;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.junit.jupiter.api.Test;

class StopTextsTests {

    private final WordTokenizer tokenizer = WordTokenizer.of(false);

    @Test
    void anAnswerEndsWithTheTokenThatCompletesAText() {
        assertThat(read(new StopTexts(List.of("never", " is it")), "it is it")).isEqualTo(3);
        assertThat(read(new StopTexts(List.of("s i")), "it is it")).isEqualTo(3);
        assertThat(read(new StopTexts(List.of("it")), "it is it")).isEqualTo(1);
    }

    @Test
    void theEndTokenEndsEveryAnswer() {
        IntPredicate stop = new StopTexts(List.of()).watch(tokenizer);
        assertThat(stop.test(WordTokenizer.END)).isTrue();
    }

    @Test
    void anAnswerIsTheTextBeforeTheFirstStopText() {
        var stops = new StopTexts(List.of("Question:", "\n\n"));
        assertThat(stops.cut("4\n\nQuestion: 5")).isEqualTo("4");
        assertThat(stops.cut("4 Question: 5\n\n")).isEqualTo("4 ");
        assertThat(stops.cut("no end")).isEqualTo("no end");
    }

    @Test
    void anEmptyTextIsRejected() {
        assertThatThrownBy(() -> new StopTexts(List.of("a", "")))
                .hasMessageContaining("at least one character");
    }

    @Test
    void anAnswerThatNeverEndsIsAsLongAsAllowed() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            EvaluatedModel model = tiny.model();
            var stops = new StopTexts(List.of("this is not in the alphabet!"));
            List<Generation> answers =
                    new Generator(model.decoder(), Sampling.GREEDY)
                            .generate(
                                    List.of(prompt(model, 0, "1+1="), prompt(model, 1, "2+2=")),
                                    model.gate(),
                                    40,
                                    List.of(
                                            stops.watch(model.tokenizer()),
                                            // the other answer ends at once and does not end this
                                            // one
                                            _ -> true));
            assertThat(answers).map(a -> a.ids().length).containsExactly(40, 1);
            assertThat(answers.getFirst().finish()).isEqualTo(Generation.Finish.LENGTH);
            String text = model.tokenizer().decode(answers.getFirst().ids());
            assertThat(stops.cut(text)).isEqualTo(text);
        }
    }

    private static Prompt prompt(EvaluatedModel model, long sequence, String text) {
        return new Prompt(sequence, model.tokenizer().encodePrompt(text));
    }

    /** The number of tokens read until the text is stopped. */
    private int read(StopTexts stops, String text) {
        IntPredicate stop = stops.watch(tokenizer);
        int read = 0;
        for (int id : tokenizer.encode(text)) {
            read++;
            if (stop.test(id)) {
                return read;
            }
        }
        return Integer.MAX_VALUE;
    }
}
