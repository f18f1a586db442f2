package org.dllm.notebooks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dflib.DataFrame;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws line charts, at twice the displayed resolution. */
public final class Charts {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 380;
    private static final int SCALE = 2;

    /** Solid, dashed, dotted: distinguishes runs of one method, which share its colour. */
    private static final float[][] DASHES = {{1, 0}, {7, 4}, {2, 3}, {9, 3, 2, 3}};

    private Charts() {}

    /**
     * One line.
     *
     * @param name the label of the line
     * @param method the key of the method, which determines the colour: {@code run.method_key}
     * @param points a frame with columns {@code step} and {@code value}; NaN values are gaps
     */
    public record Line(String name, String method, DataFrame points) {
        public Line {
            Frames.require(points, "step", "value");
        }
    }

    /** Draws lines over steps. */
    public static BufferedImage lines(String title, List<Line> lines) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(
                    "line chart: expected at least one line, found none");
        }
        var data = new XYSeriesCollection();
        lines.forEach(line -> data.addSeries(series(line, data.getSeriesCount())));
        JFreeChart chart = ChartFactory.createXYLineChart(null, "step", null, data);
        style(chart, title);
        XYPlot plot = chart.getXYPlot();
        var renderer = new XYLineAndShapeRenderer(true, false);
        Map<Color, Integer> used = new HashMap<>();
        for (int at = 0; at < lines.size(); at++) {
            Line line = lines.get(at);
            Color colour = Colours.ofMethod(line.method());
            int dash = used.merge(colour, 1, Integer::sum) - 1;
            renderer.setSeriesPaint(at, colour);
            renderer.setSeriesStroke(at, stroke(dash));
            renderer.setSeriesShapesVisible(at, line.points().height() == 1);
        }
        plot.setRenderer(renderer);
        return chart.createBufferedImage(WIDTH * SCALE, HEIGHT * SCALE, WIDTH, HEIGHT, null);
    }

    private static XYSeries series(Line line, int at) {
        // Trailing spaces make names unique, as JFreeChart requires.
        var series = new XYSeries(line.name() + " ".repeat(at), false, true);
        for (int row = 0; row < line.points().height(); row++) {
            double value = Frames.number(line.points(), "value", row);
            series.add(
                    Frames.number(line.points(), "step", row),
                    Double.isFinite(value) ? (Number) value : null);
        }
        return series;
    }

    private static BasicStroke stroke(int dash) {
        return new BasicStroke(
                1.5f,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_ROUND,
                1,
                DASHES[dash % DASHES.length],
                0);
    }

    private static void style(JFreeChart chart, String title) {
        var plain = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        var heading = new TextTitle(title, new Font(Font.SANS_SERIF, Font.BOLD, 14));
        heading.setPaint(Colours.INK);
        chart.setTitle(heading);
        chart.setBackgroundPaint(Color.WHITE);
        chart.getLegend().setItemFont(plain);
        chart.getLegend().setFrame(org.jfree.chart.block.BlockBorder.NONE);
        XYPlot plot = chart.getXYPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(Colours.LINE);
        plot.setDomainGridlinesVisible(false);
        var values = (NumberAxis) plot.getRangeAxis();
        values.setAutoRangeIncludesZero(false);
        for (var axis : List.of(plot.getDomainAxis(), values)) {
            axis.setTickLabelFont(plain);
            axis.setLabelFont(plain);
            axis.setTickLabelPaint(Colours.MUTED);
            axis.setLabelPaint(Colours.MUTED);
            axis.setAxisLineVisible(false);
        }
    }
}
