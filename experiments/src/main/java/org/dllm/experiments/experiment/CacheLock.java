package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Held by the one run that prepares a file of the cache. The operating system releases the lock of
 * a killed process. Where files cannot be locked, every run holds it: the cache only saves work.
 */
final class CacheLock implements AutoCloseable {

    private static final long POLL_MILLIS = 200;

    private final @Nullable FileChannel channel;

    private CacheLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param file created if it is missing
     * @param waiting runs again and again while another run holds the lock
     */
    static CacheLock acquire(Path file, Runnable waiting) {
        FileChannel channel = open(file);
        if (channel == null) {
            return new CacheLock(null);
        }
        var lock = new CacheLock(channel);
        try {
            while (!isLocked(channel)) {
                waiting.run();
                Thread.sleep(POLL_MILLIS);
            }
            return lock;
        } catch (IOException _) {
            lock.close();
            return new CacheLock(null);
        } catch (InterruptedException e) {
            lock.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another run prepares data", e);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static @Nullable FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException _) {
            return null;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // a run of this process
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
