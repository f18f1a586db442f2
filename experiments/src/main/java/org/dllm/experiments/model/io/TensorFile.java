package org.dllm.experiments.model.io;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SequencedMap;

/** Named tensors on disk, memory-mapped. */
public interface TensorFile extends AutoCloseable {

    /** Alignment of decoded buffers in bytes, that of the widest CPU vectors. */
    int ALIGNMENT = 64;

    /** All tensors in the order of the file. */
    SequencedMap<String, TensorInfo> tensors();

    /** The file's metadata as text. */
    Map<String, String> metadata();

    /**
     * Decodes a tensor as row-major float32 into {@code target} at its position, which does not
     * change. Thread-safe.
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

    /** Like {@link #float32(String)}; the buffer is valid while {@code room} is open. */
    default ByteBuffer float32(String name, Arena room) {
        long bytes = 4 * info(name).shape().size();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "tensor %s takes %d bytes as float32, more than one buffer can hold"
                            .formatted(name, bytes));
        }
        var buffer = room.allocate(bytes, ALIGNMENT).asByteBuffer().order(ByteOrder.nativeOrder());
        read(name, buffer);
        return buffer;
    }

    /**
     * Description of a tensor.
     *
     * @throws IllegalArgumentException if the name is unknown
     */
    default TensorInfo info(String name) {
        TensorInfo info = tensors().get(name);
        if (info == null) {
            throw new IllegalArgumentException("there is no tensor " + name);
        }
        return info;
    }

    /** Unmaps the file; decoded buffers stay valid. */
    @Override
    void close();
}
