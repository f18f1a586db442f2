package org.dllm.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterleavedRunsTests {

    @Test
    void outputOfBothReferenceProgramsIsParsed() {
        var numbers =
                ReferenceProgram.parse(
                        """
                        Loading weights
                        prefill batch 1 x 512: 570 tokens/s
                        decode batch 1: 14.2 tokens/s
                        LoRA q,k,v rank 8 training, batch 4 x 128: 210 tokens/s
                        torch 2.11.0 forward 0.1000 s backward 0.2000 s 101.5 GFLOP/s
                        """);
        assertThat(numbers)
                .containsEntry("prefill batch 1 x 512", 570.0)
                .containsEntry("decode batch 1", 14.2)
                .containsEntry("LoRA q,k,v rank 8 training, batch 4 x 128", 210.0)
                .containsEntry("torch 2.11.0 forward 0.1000 s backward 0.2000 s", 101.5)
                .hasSize(4);
    }

    @Test
    void ratiosAreComputedPerTurn() {
        var interleavedRuns =
                new InterleavedRuns(List.of("echo 'decode batch 1: 10.0 tokens/s'"), Set.of(), 3);
        var row = new BenchmarkRow("decode", "tokens/s").against("decode batch", 2.0);
        var result = interleavedRuns.run(counting(row, 19, 40, 21), () -> {}).getFirst();
        assertThat(result.ours()).isEqualTo(21);
        assertThat(result.least()).isEqualTo(19);
        assertThat(result.most()).isEqualTo(40);
        assertThat(result.reference()).hasValue(10);
        assertThat(result.ratio()).hasValue(2.1);
        assertThat(result.reached()).contains(true);
    }

    @Test
    void withoutAReferenceAGoalHasNoResult() {
        var row = new BenchmarkRow("decode", "tokens/s").against("decode batch", 2.0);
        var result =
                new InterleavedRuns(List.of(), Set.of(), 1)
                        .run(counting(row, 19), () -> {})
                        .getFirst();
        assertThat(result.reached()).isEmpty();
        var alone = new BenchmarkRow("share", "").atLeast(0.85);
        assertThat(
                        new InterleavedRuns(List.of(), Set.of(), 1)
                                .run(counting(alone, 0.8), () -> {})
                                .getFirst()
                                .reached())
                .contains(false);
    }

    @Test
    void aRowAboveItsLimitIsReported() {
        var row = new BenchmarkRow("growth", "ratio").atMost(1.02);
        for (double growth : new double[] {1.02, 1.03}) {
            var result =
                    new InterleavedRuns(List.of(), Set.of(), 1)
                            .run(counting(row, growth), () -> {});
            assertThat(result.getFirst().reached()).contains(growth <= 1.02);
        }
        try (var memory = new TrainingMemoryBenchmark()) {
            assertThat(memory.rows()).allSatisfy(r -> assertThat(r.limit()).hasValue(1.02));
        }
    }

    @Test
    void hiddenVariablesAreRemovedForReferences() {
        var program =
                new ReferenceProgram(
                        "echo \"path ${OMP_NUM_THREADS:-0} x/s\"", Set.of("OMP_NUM_THREADS"));
        assertThat(program.run()).containsExactly(Map.entry("path", 0.0));
    }

    @Test
    void aReferenceWithoutMatchingLinesRunsOnce(@TempDir Path folder) throws IOException {
        Path runs = folder.resolve("runs");
        var interleavedRuns = new InterleavedRuns(List.of("echo run >> " + runs), Set.of(), 3);
        interleavedRuns.run(counting(new BenchmarkRow("x", "s"), 1, 2, 3), () -> {});
        assertThat(runs).doesNotExist();
        interleavedRuns.run(
                counting(new BenchmarkRow("x", "s").against("x", 1), 1, 2, 3), () -> {});
        assertThat(Files.readAllLines(runs)).hasSize(1);
    }

    @Test
    void aFailingReferenceIsReported() {
        var interleavedRuns = new InterleavedRuns(List.of("exit 3"), Set.of(), 1);
        assertThatThrownBy(() ->
                        interleavedRuns.run(
                                counting(new BenchmarkRow("x", "s").against("x", 1), 1), () -> {}))
                // a usage error, which is reported without a stack trace
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 3")
                .hasMessageContaining("exit 3");
    }

    private static Benchmark counting(BenchmarkRow row, double... values) {
        Iterator<Double> next = DoubleStream.of(values).iterator();
        return new Benchmark() {
            @Override
            public List<BenchmarkRow> rows() {
                return List.of(row);
            }

            @Override
            public Map<String, Double> turn() {
                return Map.of(row.name(), next.next());
            }

            @Override
            public void close() {}
        };
    }
}
