package org.dllm.platform.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the spool of one attempt while it is written. A last line without line feed or with a wrong
 * checksum is incomplete, since it is being written or a kill cut it off, and is not returned.
 */
public final class SpoolReader {

    private static final int FIRST_BUFFER = 1 << 16;

    private final Path path;
    private long offset;
    private long seq;
    private byte[] buffer = new byte[FIRST_BUFFER];

    /** Starts after line {@code seq}; 0 starts at the beginning. */
    public SpoolReader(Path path, long seq) {
        this.path = path;
        skipTo(seq);
    }

    /** Number of the last line returned. */
    public long seq() {
        return seq;
    }

    /**
     * The next complete lines, at most {@code limit}; empty if there are no new ones.
     *
     * @throws SpoolDamagedException the next line is damaged; those before it were returned
     */
    public List<SpoolLine> next(int limit) {
        if (!Files.exists(path)) return List.of();
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            var lines = new ArrayList<SpoolLine>();
            while (lines.size() < limit) {
                int filled = fill(file);
                int before = lines.size();
                int used = take(filled, limit, lines, file.size());
                offset += used;
                if (lines.size() > before) continue;
                if (used > 0 || filled < buffer.length || !lines.isEmpty()) break;
                // a line is longer than the buffer
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            return lines;
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read the spool " + path, failure);
        }
    }

    private int fill(FileChannel file) throws IOException {
        var bytes = ByteBuffer.wrap(buffer);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0)
            read = file.read(bytes, offset + bytes.position());
        return bytes.position();
    }

    /** Decodes the complete lines of the buffer and returns the number of bytes they take. */
    private int take(int filled, int limit, List<SpoolLine> lines, long size) {
        int start = 0;
        for (int i = 0; i < filled && lines.size() < limit; i++) {
            if (buffer[i] != '\n') continue;
            var line = SpoolCodec.decode(Arrays.copyOfRange(buffer, start, i));
            if (line == null && offset + i + 1 == size) return start;
            if (line == null || line.seq() != seq + 1) {
                if (!lines.isEmpty()) return start; // return the complete lines first
                throw damaged(
                        line == null
                                ? "has a wrong checksum and is not the last line"
                                : "has the wrong number " + line.seq());
            }
            seq = line.seq();
            lines.add(line);
            start = i + 1;
        }
        return start;
    }

    private void skipTo(long wanted) {
        while (seq < wanted) {
            int limit = (int) Math.min(1000, wanted - seq);
            if (next(limit).isEmpty())
                throw damaged("is missing, although %d lines were read before".formatted(wanted));
        }
    }

    private SpoolDamagedException damaged(String what) {
        return new SpoolDamagedException("Line %d of %s %s".formatted(seq + 1, path, what), null);
    }
}
