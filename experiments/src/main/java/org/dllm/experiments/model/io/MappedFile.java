package org.dllm.experiments.model.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A memory-mapped file. Reading past its end is reported with offset and size. */
record MappedFile(Path path, MemorySegment bytes) {

    static MappedFile open(Path path, Arena arena) {
        if (!Files.isRegularFile(path)) {
            throw new ModelFileException(
                    path, Files.exists(path) ? "is not a regular file" : "there is no such file");
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new MappedFile(path, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), e);
        }
    }

    long size() {
        return bytes.byteSize();
    }

    /** The first bytes of the file, at most {@code most}. */
    byte[] head(int most) {
        return bytes.asSlice(0, Math.min(most, size())).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The bytes of {@code what}; an error if the file ends before them. */
    MemorySegment slice(String what, long offset, long length) {
        if (offset < 0 || length < 0 || offset > size() || length > size() - offset) {
            throw new ModelFileException(
                    path,
                    "%s needs %s bytes at offset %s, but the file has %d bytes"
                            .formatted(
                                    what,
                                    Long.toUnsignedString(length),
                                    Long.toUnsignedString(offset),
                                    size()));
        }
        return bytes.asSlice(offset, length);
    }

    ModelFileException error(String problem) {
        return new ModelFileException(path, problem);
    }
}
