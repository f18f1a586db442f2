package org.dllm.experiments.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.dllm.experiments.eval.Median;

/**
 * Measures this program and reference programs in turns, so that both run under the same machine
 * load.
 */
public final class InterleavedRuns {

    private final List<ReferenceProgram> references;
    private final int turns;

    /**
     * @param references shell commands
     * @param hidden environment variables that the references must not inherit
     * @param turns number of turns; odd, so that the median is a measured value
     */
    public InterleavedRuns(List<String> references, Set<String> hidden, int turns) {
        this.references = references.stream().map(r -> new ReferenceProgram(r, hidden)).toList();
        this.turns = turns;
    }

    /**
     * Medians over the turns.
     *
     * @param ours this program's value, in the row's unit
     * @param ratio median of the turns' ratios, this program to the reference
     */
    public record Result(
            BenchmarkRow row,
            double ours,
            double least,
            double most,
            OptionalDouble reference,
            OptionalDouble ratio) {

        /** Whether the goal or limit is met; empty if there is neither, or no reference value. */
        public Optional<Boolean> reached() {
            if (row.limit().isPresent()) {
                return Optional.of(ours <= row.limit().getAsDouble());
            }
            if (row.goal().isEmpty() || (row.reference().isPresent() && ratio.isEmpty())) {
                return Optional.empty();
            }
            double value = row.reference().isPresent() ? ratio.getAsDouble() : ours;
            return Optional.of(value >= row.goal().getAsDouble());
        }
    }

    /**
     * Runs all turns. A reference whose first turn measures none of the benchmark's rows is not run
     * again.
     */
    public List<Result> run(Benchmark benchmark, Runnable afterTurn) {
        List<String> lines =
                benchmark.rows().stream().flatMap(row -> row.reference().stream()).toList();
        var ours = new ArrayList<Map<String, Double>>();
        var theirs = new ArrayList<Map<String, Double>>();
        var active = new ArrayList<ReferenceProgram>(lines.isEmpty() ? List.of() : references);
        for (int turn = 0; turn < turns; turn++) {
            ours.add(benchmark.turn());
            var all = new LinkedHashMap<String, Double>();
            for (ReferenceProgram reference : List.copyOf(active)) {
                Map<String, Double> measured = reference.run();
                all.putAll(measured);
                if (lines.stream().noneMatch(line -> beginningWith(line, measured).isPresent())) {
                    active.remove(reference);
                }
            }
            theirs.add(all);
            afterTurn.run();
        }
        return benchmark.rows().stream().map(row -> result(row, ours, theirs)).toList();
    }

    private static Result result(
            BenchmarkRow row, List<Map<String, Double>> ours, List<Map<String, Double>> theirs) {
        double[] own = ours.stream().mapToDouble(turn -> value(row, turn)).sorted().toArray();
        var reference = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        for (int turn = 0; turn < ours.size() && row.reference().isPresent(); turn++) {
            OptionalDouble other = beginningWith(row.reference().get(), theirs.get(turn));
            if (other.isPresent()) {
                reference.add(other.getAsDouble());
                ratios.add(value(row, ours.get(turn)) / other.getAsDouble());
            }
        }
        return new Result(
                row,
                Median.of(own),
                own[0],
                own[own.length - 1],
                median(reference),
                median(ratios));
    }

    private static double value(BenchmarkRow row, Map<String, Double> turn) {
        Double value = turn.get(row.name());
        if (value == null) {
            throw new IllegalStateException(
                    "a turn must measure %s, but measured %s".formatted(row, turn.keySet()));
        }
        return value;
    }

    private static OptionalDouble beginningWith(String line, Map<String, Double> numbers) {
        return numbers.entrySet().stream()
                .filter(e -> e.getKey().startsWith(line))
                .mapToDouble(Map.Entry::getValue)
                .findFirst();
    }

    private static OptionalDouble median(List<Double> values) {
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Median.of(values.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
