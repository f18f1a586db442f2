package org.dllm.experiments.train;

import ai.djl.ndarray.NDArray;

/**
 * An array that trains.
 *
 * @param name unique in its model; checkpoints know it by this
 * @param decays whether weight decay pulls at it: matrices yes, gains and biases no
 */
public record Parameter(String name, NDArray value, boolean decays) {
    Parameter(String name, NDArray value) {
        this(name, value, value.getShape().dimension() > 1);
    }
}
