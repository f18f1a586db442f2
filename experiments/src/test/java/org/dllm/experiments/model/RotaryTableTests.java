package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RotaryTableTests {

    private static final LlamaConfig LONG =
            new LlamaConfig(1, 16, 24, 2, 1, 8, 49, 1 << 30, 1e-5, new Rope(10_000, null), true);

    @Test
    void aTableGrowsWithoutChangingItsEntries() {
        try (var manager = NDManager.newBaseManager()) {
            var table = new RotaryTable(LONG, manager);
            float[] few = table.upTo(10).head().toFloatArray();
            float[] more = table.upTo(300).head().toFloatArray();
            assertThat(few).hasSize(256 * 8);
            assertThat(more).hasSize(600 * 8);
            assertThat(Arrays.copyOf(more, few.length)).isEqualTo(few);
            assertThat(table.upTo(600).head().getShape().get(0)).isEqualTo(600);
        }
    }
}
