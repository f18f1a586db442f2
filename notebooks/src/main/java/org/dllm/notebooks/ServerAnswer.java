package org.dllm.notebooks;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the lines of the server's response to a query. */
final class ServerAnswer {

    private final List<String> labels = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    private ServerAnswer() {}

    static DataFrame read(BufferedReader lines, String sql) throws IOException {
        var answer = new ServerAnswer();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            // Empty lines keep the connection alive.
            if (!line.isEmpty() && answer.ends(JsonMapper.shared().readTree(line), sql)) {
                return Frames.of(Frames.labels(answer.labels), answer.rows);
            }
        }
        throw new EOFException("the response ended before its last line");
    }

    private boolean ends(JsonNode line, String sql) {
        if (line.isArray()) {
            var row = new @Nullable Object[types.size()];
            for (int column = 0; column < row.length; column++) {
                row[column] = value(line.path(column), types.get(column));
            }
            rows.add(row);
            return false;
        }
        if (line.has("error")) {
            throw new IllegalArgumentException(
                    line.path("error").asString() + "\nin the query: " + sql);
        }
        for (JsonNode column : line.path("columns")) {
            labels.add(column.path("label").asString());
            types.add(column.path("type").asString());
        }
        return line.has("rows");
    }

    private static @Nullable Object value(JsonNode cell, String type) {
        if (cell.isNull()) {
            return null;
        }
        return switch (type) {
            case "TINYINT", "SMALLINT", "INTEGER" -> cell.asInt();
            case "BIGINT" -> cell.asLong();
            // The server sends NaN and infinities as strings.
            case "REAL", "FLOAT", "DOUBLE" -> Double.valueOf(cell.asString());
            case "NUMERIC", "DECIMAL" -> new BigDecimal(cell.asString());
            case "BOOLEAN", "BIT" -> cell.asBoolean();
            case "TIMESTAMP", "TIMESTAMP_WITH_TIMEZONE" -> Instant.parse(cell.asString());
            default -> cell.asString();
        };
    }
}
