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

/** Converts between float32 arrays and bytes, bit for bit. */
final class FloatArrays {

    private static final Script OVERWRITTEN = Script.of(FloatArrays.class, "overwritten");

    private FloatArrays() {}

    /**
     * Allocates a buffer of zeros for one array.
     *
     * @throws IllegalArgumentException if the array is larger than a Java buffer can be
     */
    static ByteBuffer room(String name, Shape shape, Arena arena) {
        // the limits of spec values guarantee that the product fits a long
        long bytes = Float.BYTES * shape.size();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%s of shape %s must take at most %,d bytes, but takes %,d"
                            .formatted(name, shape, Integer.MAX_VALUE, bytes));
        }
        return arena.allocate(bytes, TensorFile.ALIGNMENT)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    /** Allocates a buffer and fills it from {@code values} in row-major order. */
    static ByteBuffer filled(String name, Shape shape, Arena arena, DoubleSupplier values) {
        ByteBuffer buffer = room(name, shape, arena);
        while (buffer.hasRemaining()) {
            buffer.putFloat((float) values.getAsDouble());
        }
        return buffer.flip();
    }

    /**
     * Creates an array in the tensor engine's memory. An array over a Java buffer has a different
     * alignment, on which some kernels' rounding depends, so a resumed run would differ.
     */
    static NDArray create(NDManager manager, ByteBuffer bytes, Shape shape) {
        try (NDArray view = manager.create(bytes, shape, DataType.FLOAT32)) {
            return view.duplicate();
        }
    }

    /** A copy of the values on the host. */
    static ByteBuffer bytes(NDArray array) {
        if (array.getDevice().isGpu()) {
            // otherwise DJL's intermediate copy would live as long as the array's manager
            try (NDArray host = array.toDevice(Device.cpu(), true)) {
                return bytes(host);
            }
        }
        return array.toByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Overwrites {@code array} in place. DJL's {@code copyTo} is not used: it makes the array share
     * a Java buffer that is freed with the handle. A gradient's handle is closed at once, so the
     * next backward pass would write to freed memory.
     */
    static void set(NDArray array, ByteBuffer bytes) {
        try (NDArray values =
                array.getManager().create(bytes, array.getShape(), DataType.FLOAT32)) {
            set(array, values);
        }
    }

    /** Overwrites {@code array} in place with an array of the same shape. */
    static void set(NDArray array, NDArray values) {
        var inputs = new NDList();
        TensorLists.add(inputs, "target", List.of(array));
        inputs.add(values);
        OVERWRITTEN.train(inputs).singletonOrThrow().close();
    }
}
