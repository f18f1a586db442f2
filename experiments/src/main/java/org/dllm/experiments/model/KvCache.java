package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.dllm.experiments.tensor.Script;

/**
 * Keys and values of one request: per layer and sequence the kept entries, ordered by position,
 * with rotary embedding applied. Every request has a new cache, so requests cannot see each other's
 * entries.
 */
public final class KvCache implements AutoCloseable {

    private static final Script GROWN = Script.of(KvCache.class, "grown");
    private static final int LEAST_GROWTH = 16;

    private final NDManager manager;
    private final int sequences;
    // per layer (2, B, KV, C, hd), C places of which the first counts[l][b] hold entries
    private final NDArray[] layers;
    // the same counts on the device, (L, B) int64; the scripts increment them
    private final NDArray deviceCounts;
    private final long[][] counts;

    /**
     * @param caches per layer (2, B, KV, C, hd)
     * @param kept (L, B) int64, number of entries
     */
    KvCache(NDManager parent, NDList caches, NDArray kept) {
        manager = parent.newSubManager();
        sequences = (int) kept.getShape().get(1);
        deviceCounts = kept;
        deviceCounts.attach(manager);
        layers = caches.toArray(NDArray[]::new);
        long[] flat = kept.toLongArray();
        counts = new long[layers.length][];
        for (int l = 0; l < layers.length; l++) {
            own(l, layers[l]);
            counts[l] = Arrays.copyOfRange(flat, l * sequences, (l + 1) * sequences);
        }
    }

    /** Grows caches so that every layer has room for one more entry. */
    void reserve() {
        for (int l = 0; l < layers.length; l++) {
            long longest = Arrays.stream(counts[l]).max().orElse(0);
            if (longest == places(l)) {
                grow(l, places(l) + Math.max(LEAST_GROWTH, places(l) / 4));
            }
        }
    }

    private void grow(int layer, long places) {
        Shape shape = layers[layer].getShape();
        var larger = new Shape(2, sequences, shape.get(2), places, shape.get(4));
        NDArray old = layers[layer];
        try (NDManager scope = manager.newSubManager()) {
            NDArray target = scope.zeros(larger, DataType.FLOAT32);
            GROWN.infer(target, old);
            own(layer, target);
        }
        old.close();
    }

    private void own(int layer, NDArray array) {
        array.attach(manager);
        array.setName("caches[]");
        layers[layer] = array;
    }

    /** Counts one entry that a script has appended. */
    void appended(int layer, int sequence) {
        counts[layer][sequence]++;
    }

    NDList arrays() {
        return new NDList(layers);
    }

    NDArray deviceCounts() {
        return deviceCounts;
    }

    /** Number of entries that a layer keeps for a sequence. */
    long entries(int layer, int sequence) {
        return counts[layer][sequence];
    }

    /** Allocated bytes, with places that are still free. */
    long bytes() {
        return Arrays.stream(layers).mapToLong(array -> array.size() * Float.BYTES).sum();
    }

    private long places(int layer) {
        return layers[layer].getShape().get(3);
    }

    @Override
    public void close() {
        manager.close();
    }
}
