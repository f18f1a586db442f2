package org.dllm.platform.table;

import java.util.List;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/**
 * The table of one submission: a row per data set and task, a column per system.
 *
 * @param submission id of the submission that planned the cells
 * @param baseline the variant that paired tests compare the others with; absent without tests
 */
public record ResultTable(
        String experiment,
        long submission,
        @Nullable String baseline,
        List<Column> columns,
        List<Row> rows) {

    /** A difference with a smaller adjusted p-value is marked. */
    public static final double LEVEL = 0.05;

    public ResultTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * A system.
     *
     * @param name the variant, with its values on the axes of the sweep
     * @param method key of its method; empty if all its runs were deleted
     */
    public record Column(String name, String method) {}

    /**
     * The cells of one task.
     *
     * @param name the data set, and the task if the data set has several
     * @param dataset empty if the document has no data sets
     * @param primary absent if all runs of the data set were deleted
     */
    public record Row(
            String name, String dataset, @Nullable PrimaryMetric primary, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /** Runs without a result, in the order of the table. */
    public List<Cell.Missing> missing() {
        return rows.stream()
                .flatMap(row -> row.cells().stream())
                .flatMap(cell -> cell.missing().stream())
                .distinct()
                .toList();
    }

    /** The number of paired tests, which Holm's correction accounts for. */
    public long tests() {
        return rows.stream()
                .flatMap(row -> row.cells().stream())
                .filter(cell -> cell.test() != null)
                .count();
    }
}
