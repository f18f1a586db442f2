package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;

/**
 * A trainable array.
 *
 * @param name unique in the model; used in checkpoints
 * @param size number of weights, without zero padding
 * @param decays whether weight decay applies: to matrices, not to gains and biases
 */
public record Parameter(String name, NDArray value, long size, boolean decays) {
    Parameter(String name, NDArray value) {
        this(name, value, value.size());
    }

    Parameter(String name, NDArray value, long size) {
        this(name, value, size, value.getShape().dimension() > 1);
    }

    /** A copy of its values on the host, float32 in native order. */
    public ByteBuffer bytes() {
        return FloatArrays.bytes(value);
    }
}
