package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float32 arrays from bytes and back, bit for bit. */
final class FloatArrays {

    private FloatArrays() {}

    /**
     * An array in the tensor engine's own memory: an array over a Java buffer has another
     * alignment, and kernels that peel by alignment would round otherwise after a resume.
     */
    static NDArray create(NDManager manager, ByteBuffer bytes, Shape shape) {
        try (NDArray view = manager.create(bytes, shape, DataType.FLOAT32)) {
            return view.duplicate();
        }
    }

    static ByteBuffer bytes(NDArray array) {
        return array.toByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Overwrites {@code array} in place, so that whoever holds it sees the new values. */
    static void set(NDArray array, ByteBuffer bytes) {
        try (NDArray values =
                array.getManager().create(bytes, array.getShape(), DataType.FLOAT32)) {
            values.copyTo(array);
        }
    }
}
