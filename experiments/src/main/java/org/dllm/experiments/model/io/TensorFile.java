package org.dllm.experiments.model.io;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SequencedMap;

/** Named tensors on disk, memory-mapped. */
public interface TensorFile extends AutoCloseable {

    /** In bytes, of what is decoded into: that of the widest vectors. */
    int ALIGNMENT = 64;

    /** In the order of the file. */
    SequencedMap<String, TensorInfo> tensors();

    /** What the file says of itself besides, as text. */
    Map<String, String> metadata();

    /**
     * Decodes a tensor as float32 into {@code target}, row-major, from the buffer's position on;
     * the position does not move. Safe for use by several threads.
     *
     * @param target in native order, with at least {@code 4 * elements} bytes remaining
     */
    void read(String name, ByteBuffer target);

    /**
     * A decoded copy of the tensor, row-major: a direct buffer in native order that outlives the
     * file.
     */
    default ByteBuffer float32(String name) {
        return float32(name, Arena.ofAuto());
    }

    /** The same, for as long as {@code room} is open. */
    default ByteBuffer float32(String name, Arena room) {
        long bytes = 4 * info(name).shape().size();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "tensor %s takes %d bytes as float32, more than one buffer holds"
                            .formatted(name, bytes));
        }
        var buffer = room.allocate(bytes, ALIGNMENT).asByteBuffer().order(ByteOrder.nativeOrder());
        read(name, buffer);
        return buffer;
    }

    /** What is known of a tensor; an unknown name is an error. */
    default TensorInfo info(String name) {
        TensorInfo info = tensors().get(name);
        if (info == null) {
            throw new IllegalArgumentException("there is no tensor " + name);
        }
        return info;
    }

    /** Unmaps the file; buffers given out stay good. */
    @Override
    void close();
}
