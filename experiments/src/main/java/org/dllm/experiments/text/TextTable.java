package org.dllm.experiments.text;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dllm.experiments.spec.PlainText;

/**
 * A table of text for a terminal. Columns whose header begins with {@code >} align to the right.
 */
public final class TextTable {

    private final Column[] columns;
    private final List<Object[]> rows = new ArrayList<>();

    public TextTable(List<String> headers) {
        columns = headers.stream().map(TextTable::column).toArray(Column[]::new);
    }

    public TextTable(String... headers) {
        this(List.of(headers));
    }

    private static Column column(String header) {
        boolean right = header.startsWith(">");
        HorizontalAlign align = right ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
        return new Column()
                .header(PlainText.escaped(right ? header.substring(1) : header))
                .headerAlign(align)
                .dataAlign(align)
                // the default is 80 characters; longer cells would be wrapped
                .maxWidth(Integer.MAX_VALUE);
    }

    public TextTable row(String... cells) {
        return row(List.of(cells));
    }

    public TextTable row(List<String> cells) {
        if (cells.size() != columns.length) {
            throw new IllegalArgumentException(
                    "a row needs %d cells, found %d".formatted(columns.length, cells.size()));
        }
        rows.add(cells.stream().map(PlainText::escaped).toArray());
        return this;
    }

    /** The header and the rows, each with a line break at its end and no space before it. */
    @Override
    public String toString() {
        return AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .lineSeparator("\n")
                .data(columns, rows.toArray(Object[][]::new))
                .asString()
                .lines()
                // the library pads each cell with a space on both sides
                .map(line -> line.substring(1).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }
}
