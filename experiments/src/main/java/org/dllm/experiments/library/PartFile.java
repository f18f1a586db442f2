package org.dllm.experiments.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** A file that is being downloaded, named {@code .part} until it is complete and verified. */
final class PartFile {

    private static final int CHUNK = 1 << 16;

    private PartFile() {}

    static Path of(Path target) {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    static long size(Path part) {
        try {
            return Files.exists(part) ? Files.size(part) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the body from offset {@code from}; more than {@code most} bytes in total are an error.
     */
    static void append(Path part, long from, InputStream body, long most, LongConsumer progress)
            throws IOException {
        try (var channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (from > channel.size()) {
                throw new IOException(
                        "the server starts at byte %d, but %d bytes are present"
                                .formatted(from, channel.size()));
            }
            channel.truncate(from).position(from);
            var chunk = new byte[CHUNK];
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                if (channel.position() + read > most) {
                    throw new LibraryException(
                            "%s: expected %d bytes, but received more"
                                    .formatted(part.getFileName(), most));
                }
                var bytes = ByteBuffer.wrap(chunk, 0, read);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                progress.accept(channel.position());
            }
            channel.force(true);
        }
    }

    static void publish(Path part, Path target) throws IOException {
        Files.move(
                part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
