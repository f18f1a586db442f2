package org.dllm.experiments.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which layers each token of one sequence ran, and what it could see there. */
public final class Trace {

    private final int layers;
    private final boolean evict;
    // token by token, layer by layer
    private final BitSet executed = new BitSet();
    // per token and layer, the keys kept up to it and with it
    private final List<int[]> kept = new ArrayList<>();

    /**
     * @param evict whether a token that skips a layer leaves no key there
     */
    public Trace(int layers, boolean evict) {
        this.layers = layers;
        this.evict = evict;
    }

    /** Adds the next token. */
    void add(boolean[] ran) {
        int[] before = kept.isEmpty() ? new int[layers] : kept.getLast();
        int[] after = before.clone();
        for (int l = 0; l < layers; l++) {
            executed.set(kept.size() * layers + l, ran[l]);
            if (ran[l] || !evict) {
                after[l]++;
            }
        }
        kept.add(after);
    }

    /** Tokens that went through the model: the prompt, and what was generated but its last. */
    public int tokens() {
        return kept.size();
    }

    public int layers() {
        return layers;
    }

    /** Whether the token at this position ran this layer. */
    public boolean executed(int position, int layer) {
        return executed.get(position * layers + layer);
    }

    /** Keys of this layer that lie at this position or before it: what its query attends to. */
    public int visibleKeys(int position, int layer) {
        return kept.get(position)[layer];
    }

    /** Entries of this layer's cache after the last token. */
    public int keptEntries(int layer) {
        return kept.isEmpty() ? 0 : kept.getLast()[layer];
    }
}
