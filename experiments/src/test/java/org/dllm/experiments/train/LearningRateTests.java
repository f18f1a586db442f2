package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.train.TrainSpec.ScheduleSpec;
import org.junit.jupiter.api.Test;

/** Schedules of the learning rate and of the weight of the rate loss. */
class LearningRateTests {

    @Test
    void theRateRisesToItsPeakAndFallsToItsFloor() {
        // four steps of warm-up, eight of decay, peak 2
        assertThat(rates("constant", 0.25, 0, 1, 3, 4, 8, 12)).containsExactly(.5, 1, 2, 2, 2, 2);
        assertThat(rates("linear", 0.25, 3, 4, 6, 8, 12)).containsExactly(2, 2, 1.625, 1.25, 0.5);
        assertThat(rates("cosine", 0.25, 3, 4, 6, 8, 12))
                .containsExactly(
                        new double[] {2, 2, 0.5 + 1.5 * (1 + Math.sqrt(.5)) / 2, 1.25, 0.5},
                        within(1e-12));
    }

    private static double[] rates(String type, double floor, long... steps) {
        var rate = new LearningRate(2, new ScheduleSpec(type, 4, floor), 12);
        return LongStream.of(steps).mapToDouble(rate::at).toArray();
    }

    @Test
    void alphaRisesLikeAQuarterOfASine() {
        var sine = new AlphaSpec(3, "sine");
        assertThat(sine.at(0, 90)).isZero();
        assertThat(sine.at(30, 90)).isCloseTo(1.5, within(1e-12));
        assertThat(sine.at(90, 90)).isEqualTo(3);
        assertThat(new AlphaSpec(3, "constant").at(0, 90)).isEqualTo(3);
    }
}
