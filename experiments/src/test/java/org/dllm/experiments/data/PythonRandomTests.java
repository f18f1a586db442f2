package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PythonRandomTests {

    /** {@code random.Random(1234).sample(range(n), k)} of Python 3.11, one after the other. */
    @Test
    void samplesAreThoseOfPython() {
        var random = new PythonRandom(1234);
        assertThat(random.sample(indices(100), 3)).containsExactly(99, 56, 14);
        assertThat(random.sample(indices(100), 3)).containsExactly(0, 11, 74);
        assertThat(random.sample(indices(10), 4)).containsExactly(0, 1, 8, 6);
        assertThat(random.sample(indices(1000), 7)).containsExactly(363, 242, 17, 31, 807, 16, 354);
        assertThat(random.sample(indices(40), 30))
                .containsExactly(
                        39, 30, 29, 9, 5, 11, 7, 0, 31, 28, 33, 2, 21, 17, 14, 38, 19, 27, 24, 16,
                        18, 1, 8, 22, 36, 37, 13, 35, 4, 3);
    }

    private static List<Integer> indices(int size) {
        return IntStream.range(0, size).boxed().toList();
    }
}
