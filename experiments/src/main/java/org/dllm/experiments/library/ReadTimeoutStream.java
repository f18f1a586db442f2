package org.dllm.experiments.library;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fails if no data arrives for a while. The timeout of an HTTP request covers only the headers. */
final class ReadTimeoutStream extends FilterInputStream {

    private final Duration patience;

    ReadTimeoutStream(InputStream body, Duration patience) {
        super(body);
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        var read = new FutureTask<>(() -> in.read(bytes, from, most));
        Thread.ofVirtual().start(read);
        try {
            return read.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // closing the body also ends the blocked read
            throw new IOException("no data received for %d s".formatted(patience.toSeconds()), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
