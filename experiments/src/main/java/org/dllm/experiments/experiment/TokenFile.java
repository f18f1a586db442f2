package org.dllm.experiments.experiment;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.dllm.experiments.data.EncodedExample;

/**
 * Tokenised examples in a file that is mapped into memory, so that the heap holds one example at a
 * time.
 *
 * <p>Layout, big-endian: for each example its prompt tokens, its length and its ids (int each);
 * then the offset of each example (long), the facts (UTF-8), the size of the facts (int), the
 * number of examples (int) and {@link #MAGIC}.
 */
final class TokenFile extends AbstractList<EncodedExample> implements RandomAccess {

    private static final long MAGIC = 0x444c4c4d544f4b31L;
    private static final int END = 2 * Integer.BYTES + Long.BYTES;
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment bytes;
    private final int size;
    private final long offsets;
    private final String facts;

    private TokenFile(MemorySegment bytes) {
        this.bytes = bytes;
        long end = bytes.byteSize() - END;
        int factsSize = bytes.get(INT, end);
        size = bytes.get(INT, end + Integer.BYTES);
        offsets = end - factsSize - (long) size * Long.BYTES;
        facts =
                new String(
                        bytes.asSlice(end - factsSize, factsSize).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
    }

    /** Whether the file exists and a {@link Writer} has completed it. */
    static boolean isComplete(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = map(file, arena);
            return bytes.byteSize() >= END
                    && bytes.get(LONG, bytes.byteSize() - Long.BYTES) == MAGIC;
        }
    }

    /** Opens a complete file. */
    static TokenFile open(Path file) throws IOException {
        return new TokenFile(map(file, Arena.ofAuto()));
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (var channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    /** The recorded hashes of the examples. */
    String facts() {
        return facts;
    }

    /** Number of ids of an example. */
    int length(int index) {
        return bytes.get(INT, offset(index) + Integer.BYTES);
    }

    private long offset(int index) {
        return bytes.get(LONG, offsets + (long) index * Long.BYTES);
    }

    @Override
    public EncodedExample get(int index) {
        long at = offset(index);
        int prompt = bytes.get(INT, at);
        int length = bytes.get(INT, at + Integer.BYTES);
        int[] ids =
                bytes.asSlice(at + 2 * Integer.BYTES, (long) length * Integer.BYTES).toArray(INT);
        return new EncodedExample(ids, prompt);
    }

    @Override
    public int size() {
        return size;
    }

    /** Writes a file from first to last example. */
    static final class Writer implements AutoCloseable {
        private final FileOutputStream file;
        private final DataOutputStream out;
        private long[] offsets = new long[1024];
        private int size;
        private long at;

        Writer(Path file) throws IOException {
            this.file = new FileOutputStream(file.toFile());
            out = new DataOutputStream(new BufferedOutputStream(this.file));
        }

        void add(EncodedExample example) throws IOException {
            if (size == offsets.length) {
                offsets = java.util.Arrays.copyOf(offsets, 2 * size);
            }
            offsets[size++] = at;
            out.writeInt(example.promptTokens());
            out.writeInt(example.ids().length);
            for (int id : example.ids()) {
                out.writeInt(id);
            }
            at += (2L + example.ids().length) * Integer.BYTES;
        }

        int size() {
            return size;
        }

        /** Completes the file and syncs it, so that a crash of the machine leaves no gap in it. */
        void end(String facts) throws IOException {
            for (int i = 0; i < size; i++) {
                out.writeLong(offsets[i]);
            }
            byte[] text = facts.getBytes(StandardCharsets.UTF_8);
            out.write(text);
            out.writeInt(text.length);
            out.writeInt(size);
            out.writeLong(MAGIC);
            out.flush();
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
