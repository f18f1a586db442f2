package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dllm.experiments.bench.SkipMethods;
import org.junit.jupiter.api.Test;

class EngineBenchmarksTests {

    private final EngineBenchmarks benchmarks = new EngineBenchmarks();

    /** Memory freed by other benchmarks stays in the process and would hide a leak. */
    @Test
    void memoryIsMeasuredBeforeAnythingElse() {
        assertThat(benchmarks.all().keySet()).startsWith("memory", "training-memory");
        assertThat(
                        BenchCommand.chosen(benchmarks.all(), List.of("lora", "training-memory"))
                                .keySet())
                .containsExactly("training-memory", "lora");
    }

    @Test
    void everyMethodOfTheSkipBenchmarkFitsItsModel() {
        assertThat(SkipMethods.all())
                .allSatisfy((_, skipping) -> skipping.method().requireReachable(30));
        assertThat(benchmarks.skip().keySet()).contains("static", "d-llm", "mod", "adainfer");
    }

    @Test
    void theListedNamesAreTheExistingOnes() {
        assertThat(String.join(", ", benchmarks.all().keySet())).isEqualTo(EngineBenchmarks.NAMES);
    }
}
