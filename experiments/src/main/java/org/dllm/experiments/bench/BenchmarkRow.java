package org.dllm.experiments.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One line of a benchmark's table.
 *
 * @param reference beginning of the line by which the reference program tells the same thing
 * @param goal least ratio to the reference; without a reference, least value
 * @param limit largest value
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
