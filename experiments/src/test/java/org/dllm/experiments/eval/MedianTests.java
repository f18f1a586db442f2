package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MedianTests {

    @Test
    void theMedianIsTheMiddleValueOrTheMeanOfBoth() {
        assertThat(Median.of(3, 9, 1)).isEqualTo(3);
        assertThat(Median.of(4, 1, 9, 2)).isEqualTo(3);
    }
}
