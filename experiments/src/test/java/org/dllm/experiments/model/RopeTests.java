package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.dllm.experiments.model.Rope.Llama3Scaling;
import org.junit.jupiter.api.Test;

class RopeTests {

    /** Frequencies of Llama 3.2 1B, computed with the published formula in Python. */
    private static final double[] LLAMA_32_1B = {
        1.000000000e+00, 6.636012377e-01, 4.403666027e-01, 2.922278226e-01,
        1.939227447e-01, 1.286873734e-01, 8.539710029e-02, 5.666962145e-02,
        3.760603093e-02, 2.495540867e-02, 1.656044008e-02, 1.098952853e-02,
        7.292664737e-03, 4.839421346e-03, 3.211445995e-03, 1.290547928e-03,
        4.295567966e-04, 9.708287803e-05, 1.946163818e-05, 1.291476719e-05,
        8.570255490e-06, 5.687232150e-06, 3.774054294e-06, 2.504467101e-06,
        1.661967468e-06, 1.102883669e-06, 7.318749675e-07, 4.856731343e-07,
        3.222932930e-07, 2.138742282e-07, 1.419272025e-07, 9.418306725e-08
    };

    @Test
    void longWavelengthsAreStretchedAndMediumOnesPartly() {
        var rope = new Rope(500_000, new Llama3Scaling(32, 1, 4, 8192));
        double[] frequencies = rope.frequencies(64);
        assertThat(frequencies).hasSameSizeAs(LLAMA_32_1B);
        for (int i = 0; i < frequencies.length; i++) {
            assertThat(frequencies[i]).isCloseTo(LLAMA_32_1B[i], withinPercentage(1e-6));
        }
    }
}
