package org.dllm.experiments.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The records of a JSON file, one at a time: JSON lines, or the entries of one JSON list. A byte
 * order mark at the start is skipped.
 */
final class Rows implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final ObjectReader ENTRY =
            JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final BufferedReader text;
    private final @Nullable JsonParser list;
    private long line;
    private int entries;

    private Rows(Path file, BufferedReader text) throws IOException {
        this.file = file;
        this.text = text;
        skipByteOrderMark(text);
        list = opensList(text) ? JSON.createParser(text) : null;
        if (list != null) {
            list.nextToken();
        }
    }

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException the file is missing
     */
    static Rows open(Path file) {
        try {
            BufferedReader text = Files.newBufferedReader(file);
            try {
                return new Rows(file, text);
            } catch (IOException | RuntimeException e) {
                text.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != '\ufeff') {
            text.reset();
        }
    }

    private static boolean opensList(BufferedReader text) throws IOException {
        text.mark(1 << 16);
        int first = text.read();
        for (int read = 1; first >= 0 && Character.isWhitespace(first) && read < 1 << 16; read++) {
            first = text.read();
        }
        text.reset();
        return first == '[';
    }

    /**
     * The next record; null at the end.
     *
     * @throws InvalidRow the record is not JSON
     */
    @Nullable Row next() {
        try {
            return list == null ? nextLine() : nextEntry(list);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private @Nullable Row nextLine() throws IOException {
        for (String next = text.readLine(); next != null; next = text.readLine()) {
            line++;
            if (!next.isBlank()) {
                try {
                    return new Row(file, (int) line - 1, line, JSON.readTree(next));
                } catch (JacksonException e) {
                    throw new InvalidRow(broken(line, e), false);
                }
            }
        }
        return null;
    }

    private @Nullable Row nextEntry(JsonParser list) throws IOException {
        try {
            JsonToken token = list.nextToken();
            if (token == null) {
                // a stream may ask again after the end
                return null;
            }
            if (token != JsonToken.END_ARRAY) {
                long begin = list.currentTokenLocation().getLineNr();
                return new Row(file, entries++, begin, ENTRY.readTree(list));
            }
            if (list.nextToken() == null) {
                return null;
            }
            throw new InvalidRow(
                    "%s line %d: expected the end of the file after the list, but found more text"
                            .formatted(file, list.currentTokenLocation().getLineNr()),
                    true);
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            long at = e.getLocation() == null ? line : e.getLocation().getLineNr();
            throw new InvalidRow(broken(at, e), true);
        }
    }

    private String broken(long at, JacksonException e) {
        return "%s line %d: expected a JSON object, but %s"
                .formatted(file, at, e.getOriginalMessage());
    }

    static RuntimeException unreadable(Path file, IOException e) {
        return e instanceof CharacterCodingException
                ? new IllegalArgumentException(
                        "%s: expected text in UTF-8, but it is not".formatted(file), e)
                : new UncheckedIOException(file + ": cannot be read", e);
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** A record that is not JSON. */
    static final class InvalidRow extends IllegalArgumentException {
        private final boolean last;

        /**
         * @param last whether the records after it cannot be read
         */
        private InvalidRow(String message, boolean last) {
            super(message);
            this.last = last;
        }

        boolean last() {
            return last;
        }
    }
}
