package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EngineBenchmarksTests {

    private final EngineBenchmarks benchmarks = new EngineBenchmarks();

    /** Memory freed by other benchmarks stays in the process and would hide a leak. */
    @Test
    void memoryIsMeasuredBeforeAnythingElse() {
        assertThat(benchmarks.chosen(List.of()).keySet()).startsWith("memory", "training-memory");
        assertThat(benchmarks.chosen(List.of("lora", "training-memory")).keySet())
                .containsExactly("training-memory", "lora");
    }

    @Test
    void theListedNamesAreTheExistingOnes() {
        assertThat(String.join(", ", benchmarks.chosen(List.of()).keySet()))
                .isEqualTo(EngineBenchmarks.NAMES);
    }
}
