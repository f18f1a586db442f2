package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MovingRateTests {

    @Test
    void theRateCoversTheLastTwoMinutes() {
        var rate = new MovingRate(1_000_000, 40);
        assertThat(rate.at(1_010_000, 140)).isEqualTo(10);
        // ten a second for two minutes, then one a second for three
        for (int second = 20; second <= 120; second += 10) {
            assertThat(rate.at(1_000_000 + second * 1000L, 40 + second * 10)).isEqualTo(10);
        }
        double last = 0;
        for (int second = 130; second <= 300; second += 10) {
            double before = last == 0 ? 10 : last;
            last = rate.at(1_000_000 + second * 1000L, 1240 + second - 120);
            assertThat(last).isLessThanOrEqualTo(before);
        }
        assertThat(last).isEqualTo(1);
    }

    @Test
    void zeroDurationDoesNotDivideByZero() {
        assertThat(new MovingRate(5, 0).at(5, 3)).isFinite();
    }
}
