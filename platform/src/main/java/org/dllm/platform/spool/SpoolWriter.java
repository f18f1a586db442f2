package org.dllm.platform.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the spool of one attempt. Each line is passed to the operating system at once, so that
 * it survives the process; {@link #sync} makes lines survive the machine. A line that cannot be
 * written, as on a full disk, is removed and the next line takes its number.
 */
public final class SpoolWriter implements AutoCloseable {

    private final RandomAccessFile file;
    private final Clock clock;
    private long seq;

    /** Offset after the last complete line. */
    private long whole;

    SpoolWriter(RandomAccessFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Creates a new spool; fails if the file exists, since another process wrote it. */
    public static SpoolWriter create(Path path, Clock clock) {
        try {
            Files.createFile(path);
            return new SpoolWriter(new RandomAccessFile(path.toFile(), "rw"), clock);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot create the spool " + path, failure);
        }
    }

    public void append(RunEvent event) {
        append(event, null);
    }

    /** Appends the last line and syncs. */
    public synchronized void end(ProcessEnd processEnd) {
        append(null, processEnd);
        sync();
    }

    /** Makes all lines so far survive a loss of power. */
    public synchronized void sync() {
        try {
            file.getChannel().force(false);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot sync the spool", failure);
        }
    }

    private synchronized void append(@Nullable RunEvent event, @Nullable ProcessEnd processEnd) {
        var line = new SpoolLine(seq + 1, clock.instant(), event, processEnd);
        byte[] bytes = SpoolCodec.encode(line);
        try {
            file.seek(whole);
            file.write(bytes);
        } catch (IOException failure) {
            truncate(failure);
            throw new UncheckedIOException("Cannot write line %d".formatted(line.seq()), failure);
        }
        whole += bytes.length;
        seq = line.seq();
    }

    private void truncate(IOException failure) {
        try {
            file.setLength(whole);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot close the spool", failure);
        }
    }
}
