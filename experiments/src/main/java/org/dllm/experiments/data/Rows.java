package org.dllm.experiments.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** The records of a JSON file, one at a time: JSON lines, or the entries of one JSON list. */
final class Rows implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Path file;
    private final BufferedReader text;
    private final @Nullable MappingIterator<JsonNode> list;
    private long line;
    private int entries;

    private Rows(Path file, BufferedReader text) throws IOException {
        this.file = file;
        this.text = text;
        list = opensList(text) ? JSON.readerFor(JsonNode.class).readValues(text) : null;
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

    private @Nullable Row nextEntry(MappingIterator<JsonNode> list) throws IOException {
        try {
            if (!list.hasNextValue()) {
                return null;
            }
            long begin = list.currentLocation().getLineNr();
            return new Row(file, entries++, begin, list.nextValue());
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
