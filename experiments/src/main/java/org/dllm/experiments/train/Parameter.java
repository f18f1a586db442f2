package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;

/**
 * An array that trains.
 *
 * @param name unique in its model; checkpoints know it by this
 * @param size how many of its numbers are weights; others are zeros that fill it up
 * @param decays whether weight decay pulls at it: matrices yes, gains and biases no
 */
public record Parameter(String name, NDArray value, long size, boolean decays) {
    Parameter(String name, NDArray value) {
        this(name, value, value.size());
    }

    Parameter(String name, NDArray value, long size) {
        this(name, value, size, value.getShape().dimension() > 1);
    }

    /** A copy of its numbers on the host, float32 in native order. */
    public ByteBuffer bytes() {
        return FloatArrays.bytes(value);
    }
}
