package org.dllm.experiments.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.dllm.experiments.model.LlamaConfig;

/**
 * Cosines and sines of rotary embedding, computed on demand, because a context may be far longer
 * than the training sequences. An entry does not depend on the table's size.
 */
final class RotationTable {

    private static final int LEAST_POSITIONS = 256;

    private final LlamaConfig config;
    private final NDManager manager;
    private NDList table = new NDList();
    private int positions;

    /**
     * @param manager owns the table
     */
    RotationTable(LlamaConfig config, NDManager manager) {
        this.config = config;
        this.manager = manager;
    }

    /** Cosines and sines (positions, 1, hd/2) for at least {@code length} positions. */
    NDList upTo(int length) {
        if (positions < length) {
            table.close();
            positions = (int) Math.min(config.context(), Math.max(LEAST_POSITIONS, 2L * length));
            table = table();
        }
        return table;
    }

    private NDList table() {
        double[] frequencies = config.rope().frequencies(config.headWidth());
        var shape = new Shape(positions, 1, frequencies.length);
        var cosines = FloatBuffer.allocate(Math.toIntExact(shape.size()));
        var sines = FloatBuffer.allocate(Math.toIntExact(shape.size()));
        for (int position = 0; position < positions; position++) {
            for (double frequency : frequencies) {
                cosines.put((float) StrictMath.cos(position * frequency));
                sines.put((float) StrictMath.sin(position * frequency));
            }
        }
        return new NDList(
                manager.create(cosines.array(), shape), manager.create(sines.array(), shape));
    }
}
