package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.junit.jupiter.api.Test;

class RotationTableTests {

    private static final LlamaConfig LONG =
            new LlamaConfig(1, 16, 24, 2, 1, 8, 49, 1 << 30, 1e-5, new Rope(10_000, null), true);

    @Test
    void aTableGrowsWithoutChangingItsEntries() {
        try (var manager = NDManager.newBaseManager()) {
            var table = new RotationTable(LONG, manager);
            float[] few = table.upTo(10).head().toFloatArray();
            float[] more = table.upTo(300).head().toFloatArray();
            assertThat(few).hasSize(256 * 4);
            assertThat(more).hasSize(600 * 4);
            assertThat(Arrays.copyOf(more, few.length)).isEqualTo(few);
            assertThat(table.upTo(600).head().getShape().get(0)).isEqualTo(600);
        }
    }
}
