package org.dllm.platform.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.spec.PlainText;

/** A table of text; columns whose header begins with {@code >} stand to the right. */
final class TextTable {
    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headers) {
        this.headers = List.of(headers);
    }

    TextTable row(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException(
                    "a row needs %d cells, got %d".formatted(headers.size(), cells.length));
        }
        rows.add(Arrays.stream(cells).map(PlainText::escaped).toList());
        return this;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        append(text, headers.stream().map(TextTable::title).toList());
        rows.forEach(row -> append(text, row));
        return text.toString();
    }

    private void append(StringBuilder text, List<String> cells) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(width(column) - cell.length());
            line.append(headers.get(column).startsWith(">") ? padding + cell : cell + padding)
                    .append("  ");
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        int width = title(headers.get(column)).length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private static String title(String header) {
        return header.startsWith(">") ? header.substring(1) : header;
    }
}
