package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Quality against counted cost: a point for each run, and the line of those that no other run
 * betters at the same cost or less. Places are in the units of a drawing of {@link #WIDTH} by
 * {@link #HEIGHT}.
 *
 * @param most the share of the dense model's FLOPs at the right end
 * @param front the points of the line, for {@code polyline}
 */
record Frontier(List<Point> points, double most, String front) {

    static final double WIDTH = 640;
    static final double HEIGHT = 300;
    private static final double LEFT = 46;
    private static final double RIGHT = 470;
    private static final double TOP = 12;
    private static final double BOTTOM = 262;
    private static final double LABEL_GAP = 16;
    private static final List<Double> TICKS = List.of(0.0, 0.25, 0.5, 0.75, 1.0);

    /**
     * A run.
     *
     * @param low one standard error below, {@code high} above
     * @param labelY where its name stands, moved where names would lie on one another
     * @param best whether no other run betters it at the same cost or less
     * @param told its numbers, for the hover
     */
    record Point(
            RunRow run,
            double x,
            double y,
            double low,
            double high,
            double labelY,
            boolean best,
            String told) {}

    /** A line of the grid with its label. */
    record Tick(double at, String label) {}

    private record Measured(RunRow run, double cost, double match, double error) {

        boolean betteredBy(Measured other) {
            return other.cost <= cost
                    && other.match >= match
                    && (other.cost < cost || other.match > match);
        }

        String told() {
            return "%s: exact match %.3f ± %.3f at %.3f of the dense model's FLOPs"
                    .formatted(run.name(), match, error, cost);
        }
    }

    /** The picture of {@code task}; without two runs that have both numbers there is no point. */
    static Frontier of(String task, List<Comparison.Row> rows) {
        List<Measured> all =
                rows.stream()
                        .filter(row -> finite(row.of(task + "/exact_match")))
                        .filter(row -> finite(row.of(task + "/flops_ratio/all")))
                        .map(row -> measured(task, row))
                        .toList();
        if (all.size() < 2) return new Frontier(List.of(), 1, "");
        double most = all.stream().mapToDouble(Measured::cost).reduce(1, Math::max);
        List<Measured> best =
                all.stream()
                        .filter(one -> all.stream().noneMatch(one::betteredBy))
                        .sorted(Comparator.comparingDouble(Measured::cost))
                        .toList();
        double[] labels = labels(all);
        List<Point> points =
                IntStream.range(0, all.size())
                        .mapToObj(i -> point(all.get(i), most, labels[i], best))
                        .toList();
        return new Frontier(points, most, front(best, most));
    }

    private static boolean finite(Quantity quantity) {
        Double value = quantity.value();
        return value != null && Double.isFinite(value);
    }

    private static Measured measured(String task, Comparison.Row row) {
        String match = task + "/exact_match";
        Quantity error = row.error(match);
        return new Measured(
                row.run(),
                Objects.requireNonNull(row.of(task + "/flops_ratio/all").value()),
                Objects.requireNonNull(row.of(match).value()),
                finite(error) ? Objects.requireNonNull(error.value()) : 0);
    }

    private static Point point(Measured one, double most, double label, List<Measured> best) {
        return new Point(
                one.run,
                x(one.cost, most),
                y(one.match),
                y(Math.max(0, one.match - one.error)),
                y(Math.min(1, one.match + one.error)),
                label,
                best.contains(one),
                one.told());
    }

    private static double x(double cost, double most) {
        return LEFT + (RIGHT - LEFT) * cost / most;
    }

    private static double y(double match) {
        return BOTTOM - (BOTTOM - TOP) * match;
    }

    /** Names from the top down, none nearer to the one above than a line is high. */
    private static double[] labels(List<Measured> all) {
        double[] labels = all.stream().mapToDouble(one -> y(one.match)).toArray();
        int[] down =
                IntStream.range(0, labels.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> labels[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double free = TOP;
        for (int i : down) {
            labels[i] = Math.max(labels[i], free);
            free = labels[i] + LABEL_GAP;
        }
        double room = BOTTOM;
        for (int at = down.length - 1; at >= 0; at--) {
            labels[down[at]] = Math.min(labels[down[at]], room);
            room = labels[down[at]] - LABEL_GAP;
        }
        return labels;
    }

    /** Steps: what is reached at a cost is reached at every higher one. */
    private static String front(List<Measured> best, double most) {
        var corners = new ArrayList<Double>();
        double before = BOTTOM;
        for (Measured one : best) {
            corners.addAll(List.of(x(one.cost, most), before, x(one.cost, most), y(one.match)));
            before = y(one.match);
        }
        corners.addAll(List.of(RIGHT, before));
        var text = new StringBuilder();
        for (int i = 0; i < corners.size(); i += 2) {
            text.append(
                    String.format(Locale.ROOT, "%.1f,%.1f ", corners.get(i), corners.get(i + 1)));
        }
        return text.toString().strip();
    }

    /** Whether the names have room one below the other; else the hover tells them. */
    public boolean named() {
        return (points.size() - 1) * LABEL_GAP <= BOTTOM - TOP;
    }

    public boolean isEmpty() {
        return points.isEmpty();
    }

    /** Exact match, from 0 to 1. */
    public List<Tick> rows() {
        return TICKS.stream().map(share -> new Tick(y(share), label(share))).toList();
    }

    /** Shares of the dense model's FLOPs. */
    public List<Tick> columns() {
        return DoubleStream.iterate(0, share -> share <= most + 1e-9, share -> share + 0.25)
                .mapToObj(share -> new Tick(x(share, most), label(share)))
                .toList();
    }

    private static String label(double share) {
        return String.format(Locale.ROOT, "%.2f", share).replaceFirst("\\.?0+$", "");
    }
}
