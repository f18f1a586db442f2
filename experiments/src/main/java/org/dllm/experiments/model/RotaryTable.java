package org.dllm.experiments.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * Cosines and sines of rotary embedding, laid out for products with whole heads: {@code x · cos +
 * roll(x) · sin}, where roll swaps a head's halves. Computed on demand, because a context may be
 * far longer than the sequences. An entry does not depend on the table's size or on the machine.
 */
public final class RotaryTable {

    private static final int LEAST_POSITIONS = 256;

    private final LlamaConfig config;
    private final NDManager manager;
    private NDList table = new NDList();
    private int positions;

    /**
     * @param manager owns the table
     */
    public RotaryTable(LlamaConfig config, NDManager manager) {
        this.config = config;
        this.manager = manager;
    }

    /**
     * Cosines and sines (positions, 1, hd) of at least {@code length} positions; the first half of
     * each sine is negated. Valid until the next call.
     */
    public NDList upTo(int length) {
        if (positions < length) {
            table.close();
            positions = (int) Math.min(config.context(), Math.max(LEAST_POSITIONS, 2L * length));
            table = table();
        }
        return table;
    }

    private NDList table() {
        double[] frequencies = config.rope().frequencies(config.headWidth());
        int half = frequencies.length;
        var shape = new Shape(positions, 1, 2L * half);
        var cosines = FloatBuffer.allocate(Math.toIntExact(shape.size()));
        var sines = FloatBuffer.allocate(Math.toIntExact(shape.size()));
        for (int position = 0, at = 0; position < positions; position++, at += 2 * half) {
            for (int i = 0; i < half; i++) {
                // not Math: its last bit may differ between machines
                float cosine = (float) StrictMath.cos(position * frequencies[i]);
                float sine = (float) StrictMath.sin(position * frequencies[i]);
                cosines.put(at + i, cosine).put(at + half + i, cosine);
                sines.put(at + i, -sine).put(at + half + i, sine);
            }
        }
        return new NDList(
                manager.create(cosines.array(), shape), manager.create(sines.array(), shape));
    }
}
