package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Cosines and sines of every position, laid out for products with whole heads: {@code x · cos +
 * roll(x) · sin}, where roll swaps a head's halves.
 *
 * @param cos (positions, 1, hd)
 * @param sin (positions, 1, hd), the first half negated
 */
record RotaryTable(NDArray cos, NDArray sin) implements AutoCloseable {

    static RotaryTable of(LlamaConfig config, int positions, NDManager manager) {
        int width = config.headWidth();
        int half = width / 2;
        double[] frequencies = config.rope().frequencies(width);
        var cos = new float[positions * width];
        var sin = new float[positions * width];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < half; i++) {
                double angle = p * frequencies[i];
                int at = p * width + i;
                cos[at] = cos[at + half] = (float) Math.cos(angle);
                sin[at + half] = (float) Math.sin(angle);
                sin[at] = -sin[at + half];
            }
        }
        var shape = new Shape(positions, 1, width);
        return new RotaryTable(manager.create(cos, shape), manager.create(sin, shape));
    }

    @Override
    public void close() {
        cos.close();
        sin.close();
    }

    int positions() {
        return (int) cos.getShape().get(0);
    }
}
