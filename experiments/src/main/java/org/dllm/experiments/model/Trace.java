package org.dllm.experiments.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;

/**
 * Which layers each token of a sequence executed, and where it left a KV entry. Texts with a shared
 * beginning are one sequence with branches; the beginning was read once.
 */
public final class Trace {

    private final int layers;
    private final boolean evict;
    private final Branches branches;
    // token by token, layer by layer
    private final BitSet executed = new BitSet();
    // number of KV entries per layer
    private final int[] kept;
    private int tokens;

    /**
     * @param evict whether a token that skips a layer leaves no KV entry there
     */
    public Trace(int layers, boolean evict) {
        this(layers, evict, Branches.NONE);
    }

    Trace(int layers, boolean evict, Branches branches) {
        this.layers = layers;
        this.evict = evict;
        this.branches = branches;
        kept = new int[layers];
    }

    /**
     * JSON form of a trace.
     *
     * @param branches index of each branch's first token
     * @param executed one bit per token and layer, token by token
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
    record Packed(int layers, boolean evict, int tokens, int[] branches, byte[] executed) {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Trace of(Packed packed) {
        var trace = new Trace(packed.layers(), packed.evict(), new Branches(packed.branches()));
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
        return new Packed(layers, evict, tokens, branches.starts(), executed.toByteArray());
    }

    /** Adds the next token. */
    void add(boolean[] ran) {
        int token = tokens++;
        for (int l = 0; l < layers; l++) {
            executed.set(token * layers + l, ran[l]);
            kept[l] += keepsKey(token, l) ? 1 : 0;
        }
    }

    /**
     * Number of tokens that the model read: the prompt and the generated tokens except the last.
     */
    public int tokens() {
        return tokens;
    }

    public int layers() {
        return layers;
    }

    /** Position of a token in its text; each branch continues where the shared beginning ends. */
    public int position(int token) {
        return branches.position(token);
    }

    /** Whether the token executed the layer. */
    public boolean executed(int token, int layer) {
        return executed.get(token * layers + layer);
    }

    /** Whether the token left a KV entry in the layer. */
    public boolean keepsKey(int token, int layer) {
        return !evict || executed(token, layer);
    }

    /** Number of KV entries of the layer after the last token. */
    public int keptEntries(int layer) {
        return kept[layer];
    }

    /**
     * Number of keys visible to each token in the layer: kept keys of the shared beginning and of
     * its own branch, its own key included.
     */
    public int[] visibleKeys(int layer) {
        var visible = new int[tokens];
        int shared = 0;
        int seen = 0;
        int branch = 0;
        for (int token = 0; token < tokens; token++) {
            int own = branches.of(token);
            if (own != branch) {
                shared = branch == 0 ? seen : shared;
                seen = shared;
                branch = own;
            }
            seen += keepsKey(token, layer) ? 1 : 0;
            visible[token] = seen;
        }
        return visible;
    }
}
