package org.dllm.platform.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedTestTests {

    @Test
    void rightAndWrongAnswersGiveMcNemarsExactTest() {
        // 8 examples better, 2 worse: 2 (1 + 10 + 45) / 2^10
        double[] differences =
                DoubleStream.concat(
                                DoubleStream.concat(repeated(1, 8), repeated(-1, 2)),
                                repeated(0, 90))
                        .toArray();
        assertThat(PairedTest.p(differences)).isCloseTo(0.109375, within(1e-12));
        assertThat(PairedTest.p(repeated(-1, 6).toArray())).isCloseTo(0.03125, within(1e-12));
        assertThat(PairedTest.p(repeated(0, 6).toArray())).isEqualTo(1);
        assertThat(PairedTest.p(new double[] {1, -1})).isEqualTo(1);
    }

    @Test
    void manyRightAndWrongAnswersDoNotUnderflow() {
        double[] even = DoubleStream.concat(repeated(1, 5000), repeated(-1, 5000)).toArray();
        assertThat(PairedTest.p(even)).isEqualTo(1);
        double[] uneven = DoubleStream.concat(repeated(1, 5100), repeated(-1, 4900)).toArray();
        // normal approximation with continuity correction: z = 1.99
        assertThat(PairedTest.p(uneven)).isCloseTo(0.0466, within(1e-3));
    }

    @Test
    void fewDifferencesAreEnumerated() {
        // of the 8 sums ±1 ±2 ±0.5, four are at least as far from 0 as 2.5
        assertThat(PairedTest.p(new double[] {1, 2, -0.5})).isEqualTo(0.5);
        assertThat(PairedTest.p(new double[] {1, 2, 0.5})).isEqualTo(0.25);
    }

    @Test
    void moreDifferencesAreDrawnAlikeEachTime() {
        double[] same = IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();
        assertThat(PairedTest.p(same)).isCloseTo(1.0 / 10_001, within(1e-12));
        double[] mixed =
                IntStream.rangeClosed(1, 100).mapToDouble(i -> i % 3 == 0 ? -i : i).toArray();
        assertThat(PairedTest.p(mixed)).isEqualTo(PairedTest.p(mixed)).isBetween(0.0001, 0.05);
    }

    @Test
    void manyDifferencesUseTheNormalApproximation() {
        // sum 109, variance 625 · 1 + 625 · 4 = 3125, so z = 1.9498
        double[] differences =
                DoubleStream.concat(
                                DoubleStream.concat(repeated(1, 340), repeated(-1, 285)),
                                DoubleStream.concat(repeated(2, 326), repeated(-2, 299)))
                        .toArray();
        double sum = DoubleStream.of(differences).sum();
        assertThat(sum).isEqualTo(109);
        assertThat(PairedTest.p(differences)).isCloseTo(0.0512, within(1e-4));
    }

    @Test
    void holmsCorrectionMultipliesTheSmallestMostAndKeepsTheOrder() {
        assertThat(Holm.adjusted(List.of(0.01, 0.04, 0.03, 0.005)))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(Holm.adjusted(List.of(0.9, 0.8))).containsExactly(1, 1);
        assertThat(Holm.adjusted(List.of())).isEmpty();
    }

    private static DoubleStream repeated(double value, int times) {
        return DoubleStream.generate(() -> value).limit(times);
    }
}
