package org.dllm.notebooks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;

/** Formats data frames as HTML tables and as plain text. */
final class FrameText {

    private static final int MOST_ROWS = 60;
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    /** Larger values would need an exponent with four digits: 51234.56 as 5.123E+4. */
    private static final double WHOLE = 1e4;

    private static final double LARGEST = 1e15;

    private FrameText() {}

    static String html(DataFrame frame) {
        var html = new StringBuilder("<table>\n<thead><tr>");
        for (String label : frame.getColumnsIndex()) {
            html.append("<th>").append(escape(label)).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < shown(frame); row++) {
            html.append("<tr>");
            for (String label : frame.getColumnsIndex()) {
                Object value = frame.getColumn(label).get(row);
                html.append(value instanceof Number ? "<td style=\"text-align:right\">" : "<td>")
                        .append(escape(cell(value)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table>\n<p>").append(size(frame)).append("</p>").toString();
    }

    static String plain(DataFrame frame) {
        int columns = frame.width();
        var cells = new String[shown(frame) + 1][columns];
        var widths = new int[columns];
        for (int column = 0; column < columns; column++) {
            cells[0][column] = frame.getColumnsIndex().get(column);
            for (int row = 0; row < shown(frame); row++) {
                cells[row + 1][column] = cell(frame.getColumn(column).get(row));
            }
            for (String[] line : cells) {
                widths[column] = Math.max(widths[column], line[column].length());
            }
        }
        var text = new StringBuilder();
        for (String[] line : cells) {
            var joined = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                joined.append(line[column])
                        .append(" ".repeat(widths[column] - line[column].length() + 2));
            }
            text.append(joined.toString().stripTrailing()).append('\n');
        }
        return text.append(size(frame)).toString();
    }

    private static int shown(DataFrame frame) {
        return Math.min(frame.height(), MOST_ROWS);
    }

    private static String size(DataFrame frame) {
        String size = frame.height() + " rows × " + frame.width() + " columns";
        return frame.height() > MOST_ROWS ? size + ", the first " + MOST_ROWS + " shown" : size;
    }

    /**
     * Rounds fractions to four significant digits and keeps all digits of the integer part. A
     * missing value is a dash.
     */
    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "–";
            case Double number when Math.abs(number) >= WHOLE && Math.abs(number) < LARGEST ->
                    new BigDecimal(number).setScale(0, RoundingMode.HALF_EVEN).toPlainString();
            case Double number when Double.isFinite(number) && number != Math.rint(number) ->
                    new BigDecimal(number).round(FOUR_DIGITS).stripTrailingZeros().toString();
            case BigDecimal number when number.scale() > 0 ->
                    number.round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
            default -> value.toString();
        };
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
