package org.dllm.platform.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.dllm.experiments.experiment.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the spool of one attempt. Each line is handed to the operating system at once, so that
 * it outlives the process; {@link #sync} makes what is written so far outlive the machine.
 */
public final class SpoolWriter implements AutoCloseable {

    private final FileChannel file;
    private final Clock clock;
    private long seq;

    private SpoolWriter(FileChannel file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Begins a new spool; one that is there already belongs to another process. */
    public static SpoolWriter create(Path path, Clock clock) {
        try {
            return new SpoolWriter(
                    FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    clock);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot begin the spool " + path, failure);
        }
    }

    /** Appends an event. */
    public void say(RunEvent event) {
        append(event, null);
    }

    /** Appends the last line and makes all of it durable. */
    public synchronized void end(Ending ending) {
        append(null, ending);
        sync();
    }

    /** Makes everything so far survive a loss of power. */
    public synchronized void sync() {
        try {
            file.force(false);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot sync the spool", failure);
        }
    }

    private synchronized void append(@Nullable RunEvent event, @Nullable Ending ending) {
        var line = new SpoolLine(seq + 1, clock.instant(), event, ending);
        var bytes = ByteBuffer.wrap(SpoolCodec.encode(line));
        try {
            while (bytes.hasRemaining()) file.write(bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot write line %d".formatted(line.seq()), failure);
        }
        seq = line.seq();
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
