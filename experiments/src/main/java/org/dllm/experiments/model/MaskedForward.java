package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Routers;

/**
 * Reference implementation in plain operators, one sequence at a time. Every layer is computed for
 * every token; results of skipped tokens are discarded and their attention scores are set to −∞.
 * Tests compare {@link Decoder}, which really skips, with it.
 *
 * @param weights in float32
 * @param routers empty if no gate returns {@link Gate#ASK}
 * @param evict whether a token that skips a layer leaves no KV entry there
 */
public record MaskedForward(LlamaWeights weights, Optional<Routers> routers, boolean evict) {

    /**
     * @param logits (T, V)
     * @param trace layers executed by each token
     */
    public record Result(NDArray logits, Trace trace) {}

    /** Runs one sequence; {@code scope} owns the results. */
    public Result run(Prompt prompt, Gate gate, NDManager scope) {
        LlamaConfig config = weights.config();
        int t = prompt.ids().length;
        NDList rotary = new RotaryTable(config, scope).upTo(t);
        NDArray x = weights.embedding().get(scope.create(prompt.ids())); // (T, D)
        x.attach(scope);
        var executed = new boolean[config.layers()][];
        for (int l = 0; l < config.layers(); l++) {
            NDArray run = decisions(x, prompt, gate, l); // (T) 0 or 1
            NDArray kept = evict ? run : run.onesLike();
            NDArray y = decoderLayer(x, weights.layers().get(l), kept, rotary); // (T, D)
            NDArray mix = run.reshape(t, 1);
            x = x.mul(mix.neg().add(1)).add(y.mul(mix));
            executed[l] = run.toType(DataType.BOOLEAN, false).toBooleanArray();
        }
        NDArray logits = linear(rmsNorm(x, weights.finalNorm(), config.normEps()), weights.head());
        return new Result(logits, trace(executed, t));
    }

    private Trace trace(boolean[][] executed, int tokens) {
        var trace = new Trace(executed.length, evict);
        var ran = new boolean[executed.length];
        for (int p = 0; p < tokens; p++) {
            for (int l = 0; l < ran.length; l++) {
                ran[l] = executed[l][p];
            }
            trace.add(ran);
        }
        return trace;
    }

    /** x (T, D) → 1 for each token that executes the layer (T). */
    private NDArray decisions(NDArray x, Prompt prompt, Gate gate, int layer) {
        int t = prompt.ids().length;
        var forced = new float[t];
        var asked = new float[t];
        boolean ask = false;
        for (int p = 0; p < t; p++) {
            byte given = gate.at(prompt.sequence(), p, layer);
            forced[p] = given == Gate.EXECUTE ? 1 : 0;
            asked[p] = given == Gate.ASK ? 1 : 0;
            ask |= given == Gate.ASK;
        }
        NDArray run = x.getManager().create(forced);
        if (!ask) {
            return run;
        }
        Routers all = routers.orElseThrow();
        NDArray z = all.of(layer).logits(x, weights.config().normEps()); // (T, 2)
        NDArray decided = z.get(":, 1").sub(z.get(":, 0")).gte(all.margin());
        return run.add(decided.toType(DataType.FLOAT32, false).mul(x.getManager().create(asked)));
    }

    /** x (T, D), kept (T) → (T, D). Tokens do not attend to keys whose {@code kept} is 0. */
    NDArray decoderLayer(NDArray x, LayerWeights layer, NDArray kept, NDList rotary) {
        LlamaConfig config = weights.config();
        NDArray qkv = linear(rmsNorm(x, layer.inputNorm(), config.normEps()), layer.qkv());
        NDArray a = attention(qkv, kept, rotary, config); // (T, H hd)
        NDArray y = x.add(linear(a, layer.o()));
        NDArray h = rmsNorm(y, layer.postNorm(), config.normEps());
        return y.add(linear(swiGlu(linear(h, layer.gateUp())), layer.down()));
    }

    /** qkv (T, (H + 2 KV) hd), kept (T) → (T, H hd): causal, −∞ for keys that are not kept. */
    static NDArray attention(NDArray qkv, NDArray kept, NDList rotary, LlamaConfig config) {
        long t = qkv.getShape().get(0);
        int h = config.heads();
        int kv = config.keyValueHeads();
        int width = config.headWidth();
        NDList parts = qkv.reshape(t, h + 2L * kv, width).split(new long[] {h, h + kv}, 1);
        NDArray q = rotate(parts.get(0), rotary).transpose(1, 0, 2); // (H, T, hd)
        NDArray k = rotate(parts.get(1), rotary).transpose(1, 0, 2).repeat(0, h / kv);
        NDArray v = parts.get(2).transpose(1, 0, 2).repeat(0, h / kv); // (H, T, hd)
        NDArray scores = q.matMul(k.transpose(0, 2, 1)).div(Math.sqrt(width)); // (H, T, T)
        NDArray places = qkv.getManager().arange((int) t);
        NDArray visible =
                places.reshape(1, t)
                        .lte(places.reshape(t, 1))
                        .logicalAnd(kept.reshape(1, t).gt(0)); // (T, T)
        NDArray hidden = scores.zerosLike().sub(Float.POSITIVE_INFINITY);
        NDArray masked =
                NDArrays.where(
                        visible.reshape(1, t, t).broadcast(scores.getShape()), scores, hidden);
        NDArray p =
                masked.softmax(
                        -1); // NaN if a query has no visible key; such a row does not execute
        NDArray finite = NDArrays.where(p.isNaN(), p.zerosLike(), p);
        return finite.matMul(v).transpose(1, 0, 2).reshape(t, (long) h * width);
    }

    /**
     * Rotates x (T, heads, hd): element i of a head's first half is paired with element i of its
     * second half.
     */
    static NDArray rotate(NDArray x, NDList rotary) {
        long t = x.getShape().get(0);
        int half = (int) x.getShape().get(2) / 2;
        NDList halves = x.split(new long[] {half}, 2);
        NDArray turned = halves.get(1).concat(halves.get(0), 2);
        var rows = new NDIndex(":" + t);
        return x.mul(rotary.get(0).get(rows)).add(turned.mul(rotary.get(1).get(rows)));
    }

    /** x (T, D), gain (D) → (T, D). */
    static NDArray rmsNorm(NDArray x, NDArray gain, double eps) {
        NDArray meanSquare = x.square().mean(new int[] {-1}, true); // (T, 1)
        return x.div(meanSquare.add(eps).sqrt()).mul(gain);
    }

    /** gateUp (T, 2 F) → silu(gate) · up (T, F). */
    static NDArray swiGlu(NDArray gateUp) {
        NDList halves = gateUp.split(2, 1);
        NDArray gate = halves.get(0);
        NDArray up = halves.get(1);
        return gate.div(gate.neg().exp().add(1)).mul(up);
    }

    /** x (T, in), w (out, in) → (T, out). */
    static NDArray linear(NDArray x, NDArray w) {
        NDArray transposed = w.transpose();
        transposed.attach(x.getManager());
        return x.matMul(transposed);
    }
}
