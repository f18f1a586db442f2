package org.dllm.experiments.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.dllm.experiments.model.io.TensorFile;
import org.dllm.experiments.tensor.Script;

/** Float32 arrays from bytes and back, bit for bit. */
final class FloatArrays {

    private static final Script OVERWRITTEN = Script.of(FloatArrays.class, "overwritten");

    private FloatArrays() {}

    /**
     * Room for the values of one array, all 0.
     *
     * @throws IllegalArgumentException they are more than one buffer of Java holds
     */
    static ByteBuffer room(String name, Shape shape, Arena arena) {
        // the sizes of a spec are bounded each, so that their product is a long
        long bytes = Float.BYTES * shape.size();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%s of shape %s expected to take at most %,d bytes, but it takes %,d"
                            .formatted(name, shape, Integer.MAX_VALUE, bytes));
        }
        return arena.allocate(bytes, TensorFile.ALIGNMENT)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    /** One value after the other, as {@code values} gives them. */
    static ByteBuffer filled(String name, Shape shape, Arena arena, DoubleSupplier values) {
        ByteBuffer buffer = room(name, shape, arena);
        while (buffer.hasRemaining()) {
            buffer.putFloat((float) values.getAsDouble());
        }
        return buffer.flip();
    }

    /**
     * An array in the tensor engine's own memory: an array over a Java buffer has another
     * alignment, and kernels that peel by alignment would round otherwise after a resume.
     */
    static NDArray create(NDManager manager, ByteBuffer bytes, Shape shape) {
        try (NDArray view = manager.create(bytes, shape, DataType.FLOAT32)) {
            return view.duplicate();
        }
    }

    /** A copy of the values on the host. */
    static ByteBuffer bytes(NDArray array) {
        if (array.getDevice().isGpu()) {
            // DJL's own copy on the way would stay as long as the array's manager
            try (NDArray host = array.toDevice(Device.cpu(), true)) {
                return bytes(host);
            }
        }
        return array.toByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Overwrites {@code array} in place, so that whoever holds it sees the new values. DJL's own
     * {@code copyTo} lays the array over a Java buffer that lives as long as the handle, and a
     * gradient's handle is closed at once: the next backward pass would write into freed memory.
     */
    static void set(NDArray array, ByteBuffer bytes) {
        try (NDArray values =
                array.getManager().create(bytes, array.getShape(), DataType.FLOAT32)) {
            set(array, values);
        }
    }

    /** The same from an array of the same shape. */
    static void set(NDArray array, NDArray values) {
        var inputs = new NDList();
        TensorLists.add(inputs, "target", List.of(array));
        inputs.add(values);
        OVERWRITTEN.train(inputs).singletonOrThrow().close();
    }
}
