package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EngineBenchmarksTests {

    private final EngineBenchmarks benchmarks = new EngineBenchmarks();

    /** What others freed stays with the process, and a leak would find room there. */
    @Test
    void memoryIsMeasuredBeforeAnythingElse() {
        assertThat(benchmarks.chosen(List.of()).keySet()).startsWith("memory", "training-memory");
        assertThat(benchmarks.chosen(List.of("lora", "training-memory")).keySet())
                .containsExactly("training-memory", "lora");
    }

    @Test
    void theNamesThatAreToldAreThoseThereAre() {
        assertThat(String.join(", ", benchmarks.chosen(List.of()).keySet()))
                .isEqualTo(EngineBenchmarks.NAMES);
    }
}
