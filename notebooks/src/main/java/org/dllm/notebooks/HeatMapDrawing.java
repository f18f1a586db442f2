package org.dllm.notebooks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws a heat map: cells, hatching, dots, means in the margins, labels and the scale. */
final class HeatMapDrawing {

    private static final int SCALE = 2;
    private static final int LEFT = 44;
    private static final int TOP = 70;
    private static final int MARGIN = 60;
    private static final int BAR = 34;
    private static final int WIDE = 760;

    private final HeatMap map;
    private final int cellWidth;
    private final int cellHeight;
    private final int labels;

    HeatMapDrawing(HeatMap map) {
        this.map = map;
        int columns = map.columns().size();
        cellWidth = Math.clamp(WIDE / columns, 3, 64);
        cellHeight = Math.clamp(300 / map.layers(), 10, 28);
        boolean slanted = slanted();
        labels = slanted ? 80 : 26;
    }

    BufferedImage image() {
        int width = Math.max(420, LEFT + map.columns().size() * cellWidth + MARGIN);
        int height = TOP + map.layers() * cellHeight + labels + 40;
        var image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(SCALE, SCALE);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.setColor(Colours.INK);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        g.drawString(map.title(), LEFT, 22);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        for (int column = 0; column < map.columns().size(); column++) {
            for (int layer = 0; layer < map.layers(); layer++) {
                cell(g, column, layer);
            }
        }
        margins(g);
        layerLabels(g);
        columnLabels(g);
        legend(g, height - 18);
        g.dispose();
        return image;
    }

    private int x(int column) {
        return LEFT + column * cellWidth;
    }

    /** Layer 0 is at the bottom. */
    private int y(int layer) {
        return TOP + (map.layers() - 1 - layer) * cellHeight;
    }

    private void cell(Graphics2D g, int column, int layer) {
        HeatMap.Cell cell = map.cell(column, layer);
        var box = new Rectangle2D.Double(x(column), y(layer), cellWidth, cellHeight);
        double share = cell.shown();
        g.setColor(Double.isNaN(share) ? Colours.LINE : Colours.cividis(share));
        g.fill(box);
        if (cell.noChoice() && map.chosen()) {
            drawHatching(g, box, Colours.inkOn(share));
        } else if (cell.few()) {
            g.setColor(Colours.inkOn(share));
            g.fill(new Ellipse2D.Double(box.getCenterX() - 1.5, box.getCenterY() - 1.5, 3, 3));
        }
        if (cellWidth > 8) {
            g.setColor(Color.WHITE);
            g.setStroke(new BasicStroke(0.5f));
            g.draw(box);
        }
    }

    private static void drawHatching(Graphics2D g, Rectangle2D box, Color ink) {
        Shape before = g.getClip();
        g.clip(box);
        g.setColor(new Color(ink.getRed(), ink.getGreen(), ink.getBlue(), 130));
        g.setStroke(new BasicStroke(1));
        double height = box.getHeight();
        // Hatching continues across cells, because offsets are relative to the edge of the image.
        double first = box.getX() - height - (box.getX() + box.getMaxY()) % 6;
        for (double x = first; x < box.getMaxX(); x += 6) {
            g.draw(new Line2D.Double(x, box.getMaxY(), x + height, box.getY()));
        }
        g.setClip(before);
    }

    /** Draws means as bars: of layers at the right, of columns at the top. */
    private void margins(Graphics2D g) {
        int right = x(map.columns().size()) + 6;
        for (int layer = 0; layer < map.layers(); layer++) {
            double mean = map.ofLayer(layer).share();
            if (!Double.isNaN(mean)) {
                g.setColor(Colours.MUTED);
                g.fill(new Rectangle2D.Double(right, y(layer) + 3, mean * BAR, cellHeight - 6.0));
            }
        }
        for (int column = 0; column < map.columns().size(); column++) {
            double mean = map.ofColumn(column).share();
            if (!Double.isNaN(mean)) {
                double height = mean * BAR;
                g.setColor(Colours.MUTED);
                g.fill(
                        new Rectangle2D.Double(
                                x(column) + 0.15 * cellWidth,
                                TOP - 5 - height,
                                0.7 * cellWidth,
                                height));
            }
        }
    }

    private void layerLabels(Graphics2D g) {
        g.setColor(Colours.MUTED);
        int step = map.layers() > 16 ? 5 : 1;
        for (int layer = 0; layer < map.layers(); layer += step) {
            String label = Integer.toString(layer);
            int width = g.getFontMetrics().stringWidth(label);
            g.drawString(label, LEFT - 8 - width, y(layer) + cellHeight / 2 + 4);
        }
        g.rotate(-Math.PI / 2);
        g.drawString("layer", -(TOP + map.layers() * cellHeight / 2 + 14), 14);
        g.rotate(Math.PI / 2);
    }

    private boolean slanted() {
        return cellWidth < 64
                || map.columns().stream().mapToInt(String::length).max().orElse(0) * 7 > cellWidth;
    }

    private void columnLabels(Graphics2D g) {
        g.setColor(Colours.MUTED);
        int every = Math.max(1, (int) Math.ceil(14.0 / cellWidth));
        int top = TOP + map.layers() * cellHeight + 14;
        for (int column = 0; column < map.columns().size(); column += every) {
            String label = map.columns().get(column);
            double middle = x(column) + cellWidth / 2.0;
            int width = g.getFontMetrics().stringWidth(label);
            if (slanted()) {
                var before = g.getTransform();
                g.translate(middle + 4, top - 4.0);
                g.rotate(-Math.PI / 4);
                g.drawString(label, -width, 4);
                g.setTransform(before);
            } else {
                g.drawString(label, (float) (middle - width / 2.0), top);
            }
        }
    }

    private void legend(Graphics2D g, int y) {
        int width = 120;
        for (int x = 0; x < width; x++) {
            g.setColor(Colours.cividis(x / (width - 1.0)));
            g.fillRect(LEFT + 14 + x, y, 1, 9);
        }
        g.setColor(Colours.MUTED);
        g.drawString("0", LEFT, y + 9);
        g.drawString("1 executed", LEFT + width + 20, y + 9);
        var sample = new Rectangle2D.Double(LEFT + width + 100, y - 1.0, 18, 11);
        g.setColor(Colours.LINE);
        g.fill(sample);
        drawHatching(g, sample, Colours.INK);
        g.setColor(Colours.MUTED);
        g.drawString("forced, excluded from means", LEFT + width + 124, y + 9);
    }
}
