package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.Test;

class TimedGenerationTests {

    private static final Dllm ROUTED =
            new Dllm(0.5, new AlphaSpec(1, "sine"), new KeepSpec(1, 2), true, new TokenMlp(8));

    private static List<Prompt> prompts(int batch) {
        return IntStream.range(0, batch)
                .mapToObj(row -> new Prompt(row, new int[] {1 + row, 5, 9, 3}))
                .toList();
    }

    @Test
    void speedsFollowFromTheTimesOfTheTokens() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            Generation answer = timed(tiny.model().decoder(), 1).answers().getFirst();
            long[] nanos = {2_000_000_000L, 2_500_000_000L, 3_000_000_000L, 4_000_000_000L};
            var timed = new TimedGeneration(Collections.nCopies(3, answer), 60, nanos);
            assertThat(timed.prefill()).isEqualTo(30.0);
            assertThat(timed.decode(1)).isEqualTo(3 * 3 / 2.0);
            assertThat(timed.decode(2)).isEqualTo(3 * 2 / 1.5);
        }
    }

    @Test
    void everyTokenHasATimeAndNoTokenEndsAnAnswer() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            TimedGeneration timed = timed(tiny.model().decoder(), 3);
            assertThat(timed.promptTokens()).isEqualTo(12);
            assertThat(timed.answers()).allSatisfy(one -> assertThat(one.ids()).hasSize(7));
            assertThat(timed.nanos()).hasSize(7).isSorted();
            assertThat(timed.nanos()[0]).isPositive();
        }
    }

    @Test
    void theDenseModelOfARoutedOneAnswersAsIfItHadNoRouters() {
        try (var dense = new TinyEvaluatedModel(new Dense());
                var routed = new TinyEvaluatedModel(ROUTED)) {
            for (int batch : List.of(1, 3)) {
                TimedGeneration expected = timed(dense.model().decoder(), batch);
                TimedGeneration found = timed(routed.model().decoder().dense(), batch);
                for (int row = 0; row < batch; row++) {
                    assertThat(found.answers().get(row).ids())
                            .isEqualTo(expected.answers().get(row).ids());
                }
                assertThat(found.kvBytes()).isEqualTo(expected.kvBytes());
                EvaluatedModel model = routed.model();
                TimedGeneration skipping =
                        TimedGeneration.of(model.decoder(), model.gate(), prompts(batch), 7);
                assertThat(skipping.kvBytes()).isLessThan(found.kvBytes());
            }
        }
    }

    @Test
    void anAnswerBeyondTheContextIsRefused() {
        try (var tiny = new TinyEvaluatedModel(new Dense())) {
            Decoder decoder = tiny.model().decoder();
            assertThat(TimedGeneration.of(decoder, Gate.DENSE, prompts(1), 253).nanos())
                    .hasSize(253);
            assertThatThrownBy(() -> TimedGeneration.of(decoder, Gate.DENSE, prompts(1), 254))
                    .hasMessage(
                            "expected prompt and answer within the model's context of 256 tokens,"
                                    + " found 4 and 254");
        }
    }

    private static TimedGeneration timed(Decoder decoder, int batch) {
        return TimedGeneration.of(decoder, Gate.DENSE, prompts(batch), 7);
    }
}
