package org.dllm.platform.query;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer to a query as lines of JSON: the columns, the rows, and a last line with the outcome.
 */
final class AnswerLines {

    private final JsonMapper json;
    private final OutputStream out;

    AnswerLines(JsonMapper json, OutputStream out) {
        this.json = json;
        this.out = out;
    }

    private record Column(String label, String type) {}

    void rows(ResultSet rows) throws IOException, SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        var described = new ArrayList<Column>();
        var types = new ArrayList<JDBCType>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            JDBCType type = type(columns.getColumnType(column));
            types.add(type);
            described.add(new Column(columns.getColumnLabel(column), type.getName()));
        }
        write(Map.of("columns", described));
        long count = 0;
        for (; rows.next(); count++) {
            var cells = new @Nullable Object[types.size()];
            for (int column = 0; column < cells.length; column++) {
                cells[column] = cell(rows, column + 1, types.get(column));
            }
            write(cells);
        }
        write(Map.of("rows", count));
        out.flush();
    }

    private static JDBCType type(int code) {
        try {
            return JDBCType.valueOf(code);
        } catch (IllegalArgumentException _) {
            return JDBCType.OTHER;
        }
    }

    /** NaN, infinities and decimals become strings; decimals keep all their digits. */
    private static @Nullable Object cell(ResultSet rows, int column, JDBCType type)
            throws SQLException {
        Object value =
                switch (type) {
                    case BOOLEAN, BIT -> rows.getBoolean(column);
                    case TINYINT, SMALLINT, INTEGER, BIGINT -> rows.getLong(column);
                    case REAL, FLOAT, DOUBLE -> rows.getDouble(column);
                    case NUMERIC, DECIMAL -> {
                        BigDecimal decimal = rows.getBigDecimal(column);
                        yield decimal == null ? null : decimal.toString();
                    }
                    case TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> {
                        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
                        yield time == null ? null : time.toInstant().toString();
                    }
                    default -> rows.getString(column);
                };
        return rows.wasNull() ? null : value;
    }

    void error(String message) throws IOException {
        write(Map.of("error", message));
        out.flush();
    }

    void keepAlive() throws IOException {
        out.write('\n');
        out.flush();
    }

    private void write(Object line) throws IOException {
        out.write(json.writeValueAsBytes(line));
        out.write('\n');
    }
}
