package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.model.Continuations;
import org.junit.jupiter.api.Test;

class ReadingPlanTests {

    private static final int PREFIX = 99;

    @Test
    void choicesThatFitShareTheContext() {
        var plan =
                ReadingPlan.behind(
                        3, new EncodedChoices(ids(0, 8), List.of(ids(20, 23), ids(30, 31))), 10);
        assertThat(plan.cut()).isZero();
        assertThat(plan.parts()).hasSize(1);
        Continuations read = plan.parts().getFirst().continuations();
        assertThat(read.sequence()).isEqualTo(3);
        assertThat(read.context()).isEqualTo(ids(0, 8));
        assertThat(read.texts()).containsExactly(ids(20, 23), ids(30, 31));
        assertThat(plan.parts().getFirst().slots()).containsExactly(0, 1);
    }

    @Test
    void onlyTheChoiceThatIsTooLongHasTheContextCutOnTheLeft() {
        // 3 tokens of the longer choice are read after the context: 8 + 3 exceeds 10 by one
        var plan =
                ReadingPlan.behind(
                        0, new EncodedChoices(ids(0, 8), List.of(ids(20, 24), ids(30, 33))), 10);
        assertThat(plan.cut()).isEqualTo(1);
        assertThat(plan.parts())
                .map(ReadingPlan.Part::slots)
                .containsExactly(List.of(1), List.of(0));
        assertThat(plan.parts().get(0).continuations().context()).isEqualTo(ids(0, 8));
        assertThat(plan.parts().get(1).continuations().context()).isEqualTo(ids(1, 8));
        assertThat(plan.parts().get(1).continuations().tokens()).isEqualTo(10);
    }

    @Test
    void aChoiceAsLongAsTheModelsContextKeepsOneTokenBeforeIt() {
        var plan = ReadingPlan.behind(0, new EncodedChoices(ids(0, 8), List.of(ids(20, 30))), 10);
        assertThat(plan.parts()).hasSize(1);
        assertThat(plan.parts().getFirst().continuations().context()).containsExactly(7);
        assertThat(plan.cut()).isEqualTo(7);
    }

    @Test
    void aChoiceLongerThanTheModelsContextIsReadInWindows() {
        int[] text = ids(20, 43);
        var plan =
                ReadingPlan.behind(
                        0, new EncodedChoices(ids(0, 8), List.of(ids(70, 72), text)), 10);
        assertThat(plan.cut()).isEqualTo(7);
        assertThat(plan.parts())
                .map(ReadingPlan.Part::slots)
                .containsExactly(List.of(0), List.of(1), List.of(1), List.of(1));
        assertThat(predicted(plan.parts().subList(1, 4))).isEqualTo(text);
        assertThat(plan.parts()).allMatch(r -> r.continuations().tokens() <= 10);
    }

    @Test
    void rollingWindowsAreThoseOfTheHarness() {
        for (int most : new int[] {1, 2, 7, 10}) {
            for (int length = 1; length < 35; length++) {
                int[] text = ids(0, length);
                List<ReadingPlan.Part> actual = ReadingPlan.rolling(0, PREFIX, text, most).parts();
                List<int[][]> expected = harness(text, most);
                assertThat(actual).hasSameSizeAs(expected);
                for (int w = 0; w < expected.size(); w++) {
                    Continuations window = actual.get(w).continuations();
                    assertThat(window.context()).isEqualTo(expected.get(w)[0]);
                    assertThat(window.texts()).containsExactly(expected.get(w)[1]);
                }
                assertThat(predicted(actual)).isEqualTo(text);
            }
        }
    }

    @Test
    void anEmptyTextIsNotRead() {
        assertThat(ReadingPlan.rolling(0, PREFIX, new int[0], 10).parts()).isEmpty();
    }

    /** {@code get_rolling_token_windows} with a context of 1, then {@code make_disjoint_window}. */
    private static List<int[][]> harness(int[] text, int most) {
        var windows = new ArrayList<int[][]>();
        int predicted = Math.min(most, text.length);
        var first = new int[predicted];
        first[0] = PREFIX;
        System.arraycopy(text, 0, first, 1, predicted - 1);
        windows.add(disjoint(first, Arrays.copyOf(text, predicted)));
        while (predicted < text.length) {
            int length = Math.min(text.length - predicted, most);
            int end = predicted + length;
            windows.add(
                    disjoint(
                            Arrays.copyOfRange(text, end - most - 1, end - 1),
                            Arrays.copyOfRange(text, end - length, end)));
            predicted += length;
        }
        return windows;
    }

    private static int[][] disjoint(int[] input, int[] predicted) {
        return new int[][] {Arrays.copyOf(input, input.length - (predicted.length - 1)), predicted};
    }

    private static int[] predicted(List<ReadingPlan.Part> windows) {
        return windows.stream()
                .flatMapToInt(w -> IntStream.of(w.continuations().texts().getFirst()))
                .toArray();
    }

    private static int[] ids(int from, int to) {
        return IntStream.range(from, to).toArray();
    }
}
