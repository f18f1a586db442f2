package org.dllm.experiments.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;
import org.dllm.experiments.routing.Site;
import org.jspecify.annotations.Nullable;

/**
 * Which sites each token of a sequence executed, and where it left a KV entry. Texts with a shared
 * beginning are one sequence with branches; the beginning was read once.
 */
public final class Trace {

    private final int layers;
    private final boolean evict;
    private final Branches branches;
    // token by token, layer by layer: whether the attention executed
    private final BitSet executed = new BitSet();
    // where the feed-forward block differs; empty if every layer was decided as a whole
    private final BitSet apart = new BitSet();
    // number of KV entries per layer
    private final int[] kept;
    private int tokens;

    /**
     * @param evict whether a token that skips a layer's attention leaves no KV entry there
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
     * @param executed one bit per token and layer, token by token: whether the attention executed
     * @param apart the same bits: whether the feed-forward block and the attention differed; absent
     *     if they never did
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
    record Packed(
            int layers,
            boolean evict,
            int tokens,
            int[] branches,
            byte[] executed,
            @JsonInclude(JsonInclude.Include.NON_NULL) byte @Nullable [] apart) {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Trace of(Packed packed) {
        var trace = new Trace(packed.layers(), packed.evict(), new Branches(packed.branches()));
        BitSet executed = BitSet.valueOf(packed.executed());
        BitSet apart = packed.apart() == null ? new BitSet() : BitSet.valueOf(packed.apart());
        var ran = new boolean[Site.count(packed.layers())];
        for (int position = 0; position < packed.tokens(); position++) {
            for (int l = 0; l < packed.layers(); l++) {
                int at = position * packed.layers() + l;
                ran[Site.attention(l)] = executed.get(at);
                ran[Site.feedForward(l)] = executed.get(at) ^ apart.get(at);
            }
            trace.add(ran);
        }
        return trace;
    }

    @JsonValue
    Packed packed() {
        return new Packed(
                layers,
                evict,
                tokens,
                branches.starts(),
                executed.toByteArray(),
                apart.isEmpty() ? null : apart.toByteArray());
    }

    /**
     * Adds the next token.
     *
     * @param ran whether it executed each site
     */
    void add(boolean[] ran) {
        int token = tokens++;
        for (int l = 0; l < layers; l++) {
            boolean attention = ran[Site.attention(l)];
            executed.set(token * layers + l, attention);
            if (ran[Site.feedForward(l)] != attention) {
                apart.set(token * layers + l);
            }
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

    /** Layout of the tokens. */
    public Branches branches() {
        return branches;
    }

    public int sites() {
        return Site.count(layers);
    }

    /** Position of a token in its text; each branch continues where the shared beginning ends. */
    public int position(int token) {
        return branches.position(token);
    }

    /** Whether the token executed the site. */
    public boolean executed(int token, int site) {
        int at = token * layers + Site.layer(site);
        return executed.get(at) ^ (!Site.isAttention(site) && apart.get(at));
    }

    /** Whether the token left a KV entry in the layer. */
    public boolean keepsKey(int token, int layer) {
        return !evict || executed(token, Site.attention(layer));
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
