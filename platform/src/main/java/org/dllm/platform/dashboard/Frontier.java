package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.dllm.experiments.experiment.PrimaryMetric;

/**
 * The Pareto front of quality against cost: one point per row, and a line through the points that
 * are best at their cost or less. Coordinates are in a drawing of {@link #WIDTH} × {@link #HEIGHT}.
 *
 * @param most the FLOPs at the right end of the axis, relative to the dense model
 * @param top the metric at the upper end of the axis
 * @param front the points of the line, as the attribute of {@code polyline}
 */
record Frontier(PrimaryMetric primary, List<Point> points, double most, double top, String front) {

    static final double WIDTH = 640;
    static final double HEIGHT = 300;
    private static final double LEFT = 46;
    private static final double RIGHT = 470;
    private static final double TOP = 12;
    private static final double BOTTOM = 262;
    private static final double LABEL_GAP = 16;
    private static final List<Double> TICKS = List.of(0.0, 0.25, 0.5, 0.75, 1.0);

    /**
     * The point of one row of the table.
     *
     * @param low the lower end of the error bar, one standard error below; {@code high} the upper
     * @param labelY the position of the label, moved if labels would overlap
     * @param best whether the point is on the front
     * @param description the numbers, shown on hover
     */
    record Point(
            GroupRow row,
            double x,
            double y,
            double low,
            double high,
            double labelY,
            boolean best,
            String description) {}

    /** A grid line and its label. */
    record Tick(double at, String label) {}

    private record Measured(
            GroupRow row, PrimaryMetric primary, double cost, double value, double error) {

        boolean dominatedBy(Measured other) {
            boolean asGood = !primary.better(value, other.value);
            return other.cost <= cost
                    && asGood
                    && (other.cost < cost || primary.better(other.value, value));
        }

        String description() {
            return "%s: %s %.3f ± %.3f at %.3f × the FLOPs of the dense model"
                    .formatted(row.label(), primary.inSentence(), value, error, cost);
        }
    }

    /** The chart of a task; empty unless at least two rows have both values. */
    static Frontier of(PrimaryMetric primary, List<GroupRow> rows) {
        String cost = primary.task() + "/flops_ratio/all";
        String match = primary.task() + "/" + primary.metric();
        List<Measured> all =
                rows.stream()
                        .filter(row -> finite(row.of(match).mean()))
                        .filter(row -> finite(row.of(cost).mean()))
                        .map(row -> measured(primary, row, match, cost))
                        .toList();
        if (all.size() < 2) return new Frontier(primary, List.of(), 1, 1, "");
        double most = all.stream().mapToDouble(Measured::cost).reduce(1, Math::max);
        double top = all.stream().mapToDouble(one -> one.value + one.error).reduce(1, Math::max);
        List<Measured> best =
                all.stream()
                        .filter(one -> all.stream().noneMatch(one::dominatedBy))
                        .sorted(Comparator.comparingDouble(Measured::cost))
                        .toList();
        double[] labels = labels(all, top);
        List<Point> points =
                IntStream.range(0, all.size())
                        .mapToObj(i -> point(all.get(i), most, top, labels[i], best))
                        .toList();
        return new Frontier(primary, points, most, top, front(best, most, top));
    }

    private static boolean finite(Quantity quantity) {
        Double value = quantity.value();
        return value != null && Double.isFinite(value);
    }

    private static Measured measured(
            PrimaryMetric primary, GroupRow row, String match, String cost) {
        Quantity error = row.spread(match);
        return new Measured(
                row,
                primary,
                Objects.requireNonNull(row.of(cost).mean().value()),
                Objects.requireNonNull(row.of(match).mean().value()),
                finite(error) ? Objects.requireNonNull(error.value()) : 0);
    }

    private static Point point(
            Measured one, double most, double top, double label, List<Measured> best) {
        return new Point(
                one.row,
                x(one.cost, most),
                y(one.value, top),
                y(Math.max(0, one.value - one.error), top),
                y(Math.min(top, one.value + one.error), top),
                label,
                best.contains(one),
                one.description());
    }

    private static double x(double cost, double most) {
        return LEFT + (RIGHT - LEFT) * cost / most;
    }

    private static double y(double value, double top) {
        return BOTTOM - (BOTTOM - TOP) * value / top;
    }

    /** Vertical positions of the labels, at least one line height apart. */
    private static double[] labels(List<Measured> all, double top) {
        double[] labels = all.stream().mapToDouble(one -> y(one.value, top)).toArray();
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

    /** A step function, because a value reached at one cost is reached at every higher cost. */
    private static String front(List<Measured> best, double most, double top) {
        var corners = new ArrayList<Double>();
        boolean higher = best.getFirst().primary.higherIsBetter();
        double before = higher ? BOTTOM : TOP;
        for (Measured one : best) {
            corners.addAll(
                    List.of(x(one.cost, most), before, x(one.cost, most), y(one.value, top)));
            before = y(one.value, top);
        }
        corners.addAll(List.of(RIGHT, before));
        var text = new StringBuilder();
        for (int i = 0; i < corners.size(); i += 2) {
            text.append(
                    String.format(Locale.ROOT, "%.1f,%.1f ", corners.get(i), corners.get(i + 1)));
        }
        return text.toString().strip();
    }

    /** Whether the labels fit below one another; if not, they are shown on hover only. */
    public boolean named() {
        return (points.size() - 1) * LABEL_GAP <= BOTTOM - TOP;
    }

    public boolean isEmpty() {
        return points.isEmpty();
    }

    /** Grid lines of the metric, from 0. */
    public List<Tick> rows() {
        return TICKS.stream()
                .map(share -> new Tick(y(share * top, top), label(share * top)))
                .toList();
    }

    /** Grid lines of the FLOPs, relative to the dense model. */
    public List<Tick> columns() {
        return DoubleStream.iterate(0, share -> share <= most + 1e-9, share -> share + 0.25)
                .mapToObj(share -> new Tick(x(share, most), label(share)))
                .toList();
    }

    private static String label(double share) {
        return String.format(Locale.ROOT, "%.2f", share).replaceFirst("\\.?0+$", "");
    }
}
