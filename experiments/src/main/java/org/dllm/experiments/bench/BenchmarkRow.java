package org.dllm.experiments.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of a benchmark's table.
 *
 * @param reference beginning of the reference program's output line for the same measurement
 * @param goal minimum ratio to the reference; without a reference, minimum value
 * @param limit maximum value
 */
public record BenchmarkRow(
        String name,
        String unit,
        Optional<String> reference,
        OptionalDouble goal,
        OptionalDouble limit) {

    /** A row with neither reference nor goal nor limit. */
    public BenchmarkRow(String name, String unit) {
        this(name, unit, Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    public BenchmarkRow against(String line, double least) {
        return new BenchmarkRow(name, unit, Optional.of(line), OptionalDouble.of(least), limit);
    }

    public BenchmarkRow against(String line) {
        return new BenchmarkRow(name, unit, Optional.of(line), goal, limit);
    }

    public BenchmarkRow atLeast(double value) {
        return new BenchmarkRow(name, unit, reference, OptionalDouble.of(value), limit);
    }

    public BenchmarkRow atMost(double value) {
        return new BenchmarkRow(name, unit, reference, goal, OptionalDouble.of(value));
    }
}
