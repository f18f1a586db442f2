package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTests {

    private static final double[] PROBABILITIES = {0.15, 0.45, 0.05, 0.35};
    private static final double LEAST = 1e-9;
    private static final double MOST = 1 - 1e-9;

    @ParameterizedTest
    @CsvSource({
        // cumulative probabilities .15, .60, .65, 1
        LEAST + ", 0",
        "0.14, 0",
        "0.16, 1",
        "0.59, 1",
        "0.61, 2",
        "0.66, 3",
        MOST + ", 3"
    })
    void tokensAreDrawnWithTheirProbability(double u, int token) {
        assertThat(drawn(1, 1, u)).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({
        // the nucleus has probabilities .45 and .35, sum .80
        "0.5, " + LEAST + ", 1",
        "0.5, 0.56, 1",
        "0.5, 0.57, 3",
        "0.5, " + MOST + ", 3",
        "0.4, " + LEAST + ", 1",
        "0.4, " + MOST + ", 1"
    })
    void onlyTheFewestTokensThatReachTopPAreDrawn(double topP, double u, int token) {
        assertThat(drawn(1, topP, u)).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({
        // temperature ½: squares .0225, .2025, .0025, .1225, sum .35; 2: roots .387, .671, .224,
        // .592
        "0.5, 0.06, 0",
        "0.5, 0.07, 1",
        "0.5, 0.64, 1",
        "2, 0.20, 0",
        "2, 0.21, 1",
        "2, 0.57, 2"
    })
    void aLowTemperatureFavoursLikelyTokens(double temperature, double u, int token) {
        assertThat(drawn(temperature, 1, u)).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN, -1})
    void negativeAndInfiniteTemperaturesAreRejected(double temperature) {
        assertThatThrownBy(() -> new Sampling(temperature, 1, () -> 0.5))
                .hasMessageContaining("temperature")
                .hasMessageContaining("but was " + temperature);
    }

    /** Draws from the second of two rows; the first row would always give its first token. */
    private static int drawn(double temperature, double topP, double u) {
        double[] logits =
                DoubleStream.concat(
                                DoubleStream.of(99, 0, 0, 0),
                                DoubleStream.of(PROBABILITIES).map(Math::log))
                        .toArray();
        var floats = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            floats[i] = (float) logits[i];
        }
        return new Sampling(temperature, topP, () -> u).draw(floats, 4, 4);
    }
}
