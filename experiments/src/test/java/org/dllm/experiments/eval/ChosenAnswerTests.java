package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.dllm.experiments.data.Choices;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.method.Dense;
import org.junit.jupiter.api.Test;

class ChosenAnswerTests {

    private static final Offset<Double> CLOSE = Offset.offset(1e-12);

    @Test
    void choicesAreComparedByLikelihoodAndPerCharacterAndPerByte() {
        // 1, 4 and 2 characters; 4, 4 and 2 bytes
        var choices = new Choices(" ", List.of("\ud83d\ude00", "long", "ab"), 1);
        var answer = answer(0, choices, -3.0, -8.0, -5.0);
        assertThat(answer.chosen()).isZero();
        assertThat(answer.chosenByCharacters()).isEqualTo(1);
        assertThat(answer.chosenByBytes()).isZero();
        assertThat(answer.correct("acc")).isFalse();
        assertThat(answer.correct("acc_norm")).isTrue();
        assertThat(answer.correct("acc_bytes")).isFalse();
        assertThat(answer.text("acc")).isEqualTo("\ud83d\ude00");
    }

    @Test
    void ofEqualLikelihoodsTheFirstIsChosen() {
        var answer = answer(0, new Choices(" ", List.of("a", "b", "c"), 0), -2.0, -1.0, -1.0);
        assertThat(answer.chosen()).isEqualTo(1);
    }

    @Test
    void accuracyHasTheStandardErrorOfAMean() {
        var choices = new Choices(" ", List.of("a", "bcd"), 0);
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            Evaluated task =
                    tiny.with(
                            List.of(
                                    answer(0, choices, -1.0, -2.0),
                                    answer(1, choices, -1.0, -2.0),
                                    answer(2, choices, -1.0, -4.0),
                                    answer(3, choices, -2.0, -1.0)));
            List<Result> results = new Accuracy().of(task);
            assertThat(results)
                    .extracting(Result::metric)
                    .containsExactly("acc", "acc_norm", "acc_bytes");
            assertThat(results.get(0).value()).isEqualTo(0.75);
            assertThat(results.get(1).value()).isEqualTo(0.25);
            assertThat(results.get(0).n()).isEqualTo(4);
            assertThat(results.get(0).stderr()).isCloseTo(Math.sqrt(0.75 * 0.25 / 3), CLOSE);
        }
    }

    private static ChosenAnswer answer(int index, Choices choices, Double... logLikelihoods) {
        Example example = Example.choosing("e" + index, "f", "q", choices);
        return new ChosenAnswer(index, example, List.of(logLikelihoods), 0, List.of());
    }
}
