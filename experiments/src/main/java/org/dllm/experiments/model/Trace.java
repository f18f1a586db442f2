package org.dllm.experiments.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;

/** Which layers each token of one sequence ran, and what it left there to be seen. */
public final class Trace {

    private final int layers;
    private final boolean evict;
    // token by token, layer by layer
    private final BitSet executed = new BitSet();
    // per layer, the keys kept so far
    private final int[] kept;
    private int tokens;

    /**
     * @param evict whether a token that skips a layer leaves no key there
     */
    public Trace(int layers, boolean evict) {
        this.layers = layers;
        this.evict = evict;
        kept = new int[layers];
    }

    /**
     * A trace as JSON carries it.
     *
     * @param executed one bit per token and layer, token by token
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
    record Packed(int layers, boolean evict, int tokens, byte[] executed) {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Trace of(Packed packed) {
        var trace = new Trace(packed.layers(), packed.evict());
        BitSet bits = BitSet.valueOf(packed.executed());
        var ran = new boolean[packed.layers()];
        for (int position = 0; position < packed.tokens(); position++) {
            for (int l = 0; l < ran.length; l++) {
                ran[l] = bits.get(position * ran.length + l);
            }
            trace.add(ran);
        }
        return trace;
    }

    @JsonValue
    Packed packed() {
        return new Packed(layers, evict, tokens, executed.toByteArray());
    }

    /** Adds the next token. */
    void add(boolean[] ran) {
        int position = tokens++;
        for (int l = 0; l < layers; l++) {
            executed.set(position * layers + l, ran[l]);
            kept[l] += keepsKey(position, l) ? 1 : 0;
        }
    }

    /** Tokens that went through the model: the prompt, and what was generated but its last. */
    public int tokens() {
        return tokens;
    }

    public int layers() {
        return layers;
    }

    /** Whether the token at this position ran this layer. */
    public boolean executed(int position, int layer) {
        return executed.get(position * layers + layer);
    }

    /** Whether the token at this position left a key in this layer, for itself and those after. */
    public boolean keepsKey(int position, int layer) {
        return !evict || executed(position, layer);
    }

    /** Entries of this layer's cache after the last token. */
    public int keptEntries(int layer) {
        return kept[layer];
    }
}
