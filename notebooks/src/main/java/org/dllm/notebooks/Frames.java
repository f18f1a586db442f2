package org.dllm.notebooks;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;

/** Converts rows to data frames, in the same way for H2 and PostgreSQL. */
final class Frames {

    private Frames() {}

    /**
     * Converts a result set. Labels are in lower case, repeated labels are numbered ({@code id_2}),
     * texts are strings, and times are instants.
     */
    static DataFrame of(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        var given = new ArrayList<String>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            given.add(columns.getColumnLabel(column));
        }
        String[] labels = labels(given);
        var cells = new ArrayList<@Nullable Object[]>();
        while (rows.next()) {
            var row = new @Nullable Object[labels.length];
            for (int column = 0; column < labels.length; column++) {
                row[column] = cell(rows, column + 1, columns.getColumnType(column + 1));
            }
            cells.add(row);
        }
        return of(labels, cells);
    }

    /** Converts labels to lower case and numbers repeated labels. */
    static String[] labels(List<String> given) {
        var labels = new LinkedHashSet<String>();
        for (String name : given) {
            String label = name.toLowerCase(Locale.ROOT);
            String free = label;
            for (int number = 2; !labels.add(free); number++) {
                free = label + "_" + number;
            }
        }
        return labels.toArray(String[]::new);
    }

    static DataFrame of(String[] labels, List<@Nullable Object[]> rows) {
        var builder = DataFrame.byArrayRow(labels).appender();
        rows.forEach(builder::append);
        return builder.toDataFrame();
    }

    private static @Nullable Object cell(ResultSet rows, int column, int type) throws SQLException {
        return switch (type) {
            case Types.CLOB, Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR -> rows.getString(column);
            case Types.TIMESTAMP_WITH_TIMEZONE, Types.TIMESTAMP -> {
                OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
            default -> rows.getObject(column);
        };
    }

    static String text(DataFrame frame, String column, int row) {
        Object value = frame.getColumn(column).get(row);
        return String.valueOf(value);
    }

    static double number(DataFrame frame, String column, int row) {
        Object value = frame.getColumn(column).get(row);
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    static void require(DataFrame frame, String... columns) {
        for (String column : columns) {
            if (!frame.getColumnsIndex().contains(column)) {
                throw new IllegalArgumentException(
                        "data frame: expected columns %s, found %s"
                                .formatted(List.of(columns), frame.getColumnsIndex()));
            }
        }
    }
}
