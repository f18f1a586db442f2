package org.dllm.notebooks;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dflib.DataFrame;

/**
 * The share of executions by layer and bucket: layer 0 at the bottom, colours from 0 to 1 whatever
 * the data. Cells that were no choice are hatched, cells of few observations dotted.
 *
 * @param columns buckets, from left to right
 * @param cells by column, then by layer
 */
public record HeatMap(String title, List<String> columns, int layers, List<List<Cell>> cells) {

    public HeatMap {
        columns = List.copyOf(columns);
        cells = cells.stream().map(List::copyOf).toList();
    }

    /** Counts of one layer in one bucket; {@code forced} of the total were no choice. */
    public record Cell(long executed, long total, long forced) {

        private static final int FEW = 20;

        static final Cell NONE = new Cell(0, 0, 0);

        /** Executed of total; NaN where nothing was seen. */
        public double share() {
            return total == 0 ? Double.NaN : (double) executed / total;
        }

        boolean noChoice() {
            return total > 0 && forced == total;
        }

        boolean few() {
            return total > 0 && total < FEW && !noChoice();
        }

        Cell plus(Cell other) {
            return new Cell(executed + other.executed, total + other.total, forced + other.forced);
        }
    }

    /** Of the rows of {@link Lab#activity}: layer, bucket, ordinal, forced, executed, total. */
    public static HeatMap of(DataFrame activity) {
        return of("executed share by layer", activity);
    }

    /** As {@link #of(DataFrame)}, under a title. */
    public static HeatMap of(String title, DataFrame activity) {
        Frames.require(activity, "layer", "bucket", "ordinal", "forced", "executed", "total");
        if (activity.height() == 0) {
            throw new IllegalArgumentException(
                    "a heat map needs rows, got none; lab.activities(run) lists what there is");
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
        long total = (long) Frames.number(activity, "total", row);
        boolean forced = Boolean.parseBoolean(Frames.text(activity, "forced", row));
        return new Cell((long) Frames.number(activity, "executed", row), total, forced ? total : 0);
    }

    Cell cell(int column, int layer) {
        return cells.get(column).get(layer);
    }

    /** All of one layer. */
    Cell ofLayer(int layer) {
        return cells.stream().map(column -> column.get(layer)).reduce(Cell.NONE, Cell::plus);
    }

    /** All of one column. */
    Cell ofColumn(int column) {
        return cells.get(column).stream().reduce(Cell.NONE, Cell::plus);
    }

    /** The picture, twice as fine as it is shown. */
    public BufferedImage image() {
        return new HeatMapDrawing(this).image();
    }
}
