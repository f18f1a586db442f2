package org.dllm.notebooks;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dflib.DataFrame;

/**
 * The executed rate by layer and bucket: layer 0 at the bottom, colours always from 0 to 1. Cells
 * and means count free decisions only, as the view {@code activity_cell} does. Cells without free
 * decisions show forced executions, hatched; cells with few observations are dotted.
 *
 * @param columns the buckets, from left to right
 * @param cells the cells by column, then by layer
 */
public record HeatMap(String title, List<String> columns, int layers, List<List<Cell>> cells) {

    private static final String[] COLUMNS = {
        "layer", "bucket", "ordinal", "executed", "total", "forced_executed", "forced_total"
    };

    public HeatMap {
        columns = List.copyOf(columns);
        cells = cells.stream().map(List::copyOf).toList();
    }

    /**
     * Counts of one layer in one bucket.
     *
     * @param executed the executions among the {@code total} free decisions
     */
    public record Cell(long executed, long total, long forcedExecuted, long forcedTotal) {

        private static final int FEW = 20;

        static final Cell NONE = new Cell(0, 0, 0, 0);

        /** The executed rate of free decisions; NaN if there are none. */
        public double share() {
            return total == 0 ? Double.NaN : (double) executed / total;
        }

        /** The value shown by colour: the executed rate of free decisions, else of forced ones. */
        double shown() {
            return total > 0 || forcedTotal == 0 ? share() : (double) forcedExecuted / forcedTotal;
        }

        boolean noChoice() {
            return total == 0 && forcedTotal > 0;
        }

        boolean few() {
            return total > 0 && total < FEW;
        }

        Cell plus(Cell other) {
            return new Cell(
                    executed + other.executed,
                    total + other.total,
                    forcedExecuted + other.forcedExecuted,
                    forcedTotal + other.forcedTotal);
        }
    }

    /** Creates a heat map from the rows of {@link Lab#activity}. */
    public static HeatMap of(DataFrame activity) {
        return of("Executed rate by layer", activity);
    }

    /** As {@link #of(DataFrame)}, with a title. */
    public static HeatMap of(String title, DataFrame activity) {
        Frames.require(activity, COLUMNS);
        if (activity.height() == 0) {
            throw new IllegalArgumentException(
                    "heat map: expected at least one row, found none; lab.activities(run) lists the"
                            + " available tasks and axes");
        }
        Map<String, Map<Integer, Cell>> buckets = new LinkedHashMap<>();
        Map<String, Double> ordinals = new HashMap<>();
        int layers = 0;
        for (int row = 0; row < activity.height(); row++) {
            String bucket = Frames.text(activity, "bucket", row);
            int layer = (int) Frames.number(activity, "layer", row);
            ordinals.merge(bucket, Frames.number(activity, "ordinal", row), Math::min);
            buckets.computeIfAbsent(bucket, _ -> new HashMap<>())
                    .merge(layer, cell(activity, row), Cell::plus);
            layers = Math.max(layers, layer + 1);
        }
        List<String> columns =
                buckets.keySet().stream()
                        .sorted((a, b) ->
                                Double.compare(ordinal(ordinals, a), ordinal(ordinals, b)))
                        .toList();
        var cells = new ArrayList<List<Cell>>();
        for (String column : columns) {
            Map<Integer, Cell> seen = buckets.getOrDefault(column, Map.of());
            var stack = new ArrayList<Cell>();
            for (int layer = 0; layer < layers; layer++) {
                stack.add(seen.getOrDefault(layer, Cell.NONE));
            }
            cells.add(stack);
        }
        return new HeatMap(title, columns, layers, cells);
    }

    private static double ordinal(Map<String, Double> ordinals, String bucket) {
        return ordinals.getOrDefault(bucket, 0.0);
    }

    private static Cell cell(DataFrame activity, int row) {
        return new Cell(
                (long) Frames.number(activity, "executed", row),
                (long) Frames.number(activity, "total", row),
                (long) Frames.number(activity, "forced_executed", row),
                (long) Frames.number(activity, "forced_total", row));
    }

    Cell cell(int column, int layer) {
        return cells.get(column).get(layer);
    }

    /** The sum of the cells of one layer; its share is the mean of the layer. */
    Cell ofLayer(int layer) {
        return cells.stream().map(column -> column.get(layer)).reduce(Cell.NONE, Cell::plus);
    }

    /** The sum of the cells of one column; its share is the mean of the column. */
    Cell ofColumn(int column) {
        return cells.get(column).stream().reduce(Cell.NONE, Cell::plus);
    }

    /** Whether any cell has free decisions. If none has, hatching would mark all cells. */
    boolean chosen() {
        return cells.stream().flatMap(List::stream).anyMatch(cell -> cell.total() > 0);
    }

    /** The image, at twice the displayed resolution. */
    public BufferedImage image() {
        return new HeatMapDrawing(this).image();
    }
}
