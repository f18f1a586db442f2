package org.dllm.platform.table;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dllm.experiments.experiment.PrimaryMetric;

/** Marks the best and the second best cells of a row. */
final class Ranks {

    private Ranks() {}

    /**
     * The row with marks. If only one value was measured, nothing is marked.
     *
     * @param ranked whether each cell takes part
     */
    static List<Cell> marked(List<Cell> row, List<Boolean> ranked, PrimaryMetric primary) {
        List<Double> values =
                IntStream.range(0, row.size())
                        .filter(ranked::get)
                        .mapToObj(i -> row.get(i).mean())
                        .filter(Objects::nonNull)
                        .filter(value -> !value.isNaN())
                        .distinct()
                        .sorted((a, b) -> primary.better(a, b) ? -1 : 1)
                        .toList();
        if (values.size() < 2) {
            return row;
        }
        return IntStream.range(0, row.size())
                .mapToObj(
                        i -> ranked.get(i) ? row.get(i).with(mark(row.get(i), values)) : row.get(i))
                .toList();
    }

    private static Cell.Mark mark(Cell cell, List<Double> values) {
        return switch (cell.mean() == null ? -1 : values.indexOf(cell.mean())) {
            case 0 -> Cell.Mark.BEST;
            case 1 -> Cell.Mark.SECOND;
            default -> Cell.Mark.NONE;
        };
    }
}
