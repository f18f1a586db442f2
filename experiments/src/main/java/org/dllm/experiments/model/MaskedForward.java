package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.dllm.experiments.routing.SkipPath;
import org.jspecify.annotations.Nullable;

/**
 * Reference implementation in plain operators, one sequence at a time. Every site is computed for
 * every token; results of skipped tokens are discarded and, with eviction, their attention scores
 * are set to −∞. Tests compare {@link Decoder}, which really skips, with it.
 *
 * @param weights in float32
 * @param routers empty if no gate returns {@link Gate#ASK}
 */
public record MaskedForward(LlamaWeights weights, Optional<Routers> routers, KvPolicy kvPolicy) {

    /**
     * @param logits (T, V)
     * @param trace sites executed by each token
     */
    public record Result(NDArray logits, Trace trace) {}

    /** Runs one sequence; {@code scope} owns the results. */
    public Result run(Prompt prompt, Gate gate, NDManager scope) {
        return new Run(prompt, gate, scope).result();
    }

    /** One sequence on its way through the sites. */
    private final class Run {
        private final LlamaConfig config = weights.config();
        private final Prompt prompt;
        private final Gate gate;
        private final int tokens;
        private final NDList rotary;
        private final boolean[][] executed = new boolean[Site.count(config.layers())][];
        private NDArray x; // (T, D)
        private @Nullable NDArray state;
        private @Nullable NDArray keys; // (T, 2 KV, hd) of the layer before

        Run(Prompt prompt, Gate gate, NDManager scope) {
            this.prompt = prompt;
            this.gate = gate;
            tokens = prompt.ids().length;
            rotary = new RotaryTable(config, scope).upTo(tokens);
            x = weights.embedding().get(scope.create(prompt.ids()));
            x.attach(scope);
        }

        Result result() {
            for (int l = 0; l < config.layers(); l++) {
                if (follows(l)) {
                    Mix mix = mix(Site.attention(l), l);
                    NDArray a = attention(l, mix.run);
                    NDArray f = feedForward(l, x.add(a));
                    x = x.add(mix.factor.mul(a.add(f))).add(mix.skipped);
                    executed[Site.feedForward(l)] = executed[Site.attention(l)];
                } else {
                    Mix first = mix(Site.attention(l), l);
                    x = x.add(first.factor.mul(attention(l, first.run))).add(first.skipped);
                    Mix second = mix(Site.feedForward(l), l);
                    x = x.add(second.factor.mul(feedForward(l, x))).add(second.skipped);
                }
            }
            NDArray h = rmsNorm(x, weights.finalNorm(), config.normEps());
            return new Result(linear(h, weights.head()), trace());
        }

        private boolean follows(int layer) {
            return gate.at(prompt.sequence(), 0, Site.feedForward(layer)) == Gate.FOLLOW;
        }

        private Trace trace() {
            var trace = new Trace(config.layers(), kvPolicy.evicts());
            var ran = new boolean[executed.length];
            for (int p = 0; p < tokens; p++) {
                for (int site = 0; site < ran.length; site++) {
                    ran[site] = executed[site][p];
                }
                trace.add(ran);
            }
            return trace;
        }

        /**
         * What tokens do at a site.
         *
         * @param run (T), 1 for tokens that execute it
         * @param factor (T, 1), what the output is multiplied by, 0 for tokens that skip
         * @param skipped (T, D), what tokens get that the decider lets skip
         */
        private record Mix(NDArray run, NDArray factor, NDArray skipped) {}

        private Mix mix(int site, int layer) {
            var forced = new float[tokens];
            var asked = new boolean[tokens];
            boolean ask = false;
            for (int p = 0; p < tokens; p++) {
                byte given = gate.at(prompt.sequence(), p, site);
                if (given == Gate.FOLLOW) {
                    given = executed[Site.attention(layer)][p] ? Gate.EXECUTE : Gate.SKIP;
                }
                forced[p] = given == Gate.EXECUTE ? 1 : 0;
                asked[p] = given == Gate.ASK;
                ask |= asked[p];
            }
            NDArray run = x.getManager().create(forced);
            NDArray factor = run;
            NDArray skipped = x.zerosLike();
            if (ask) {
                Decider.Decision decision = decide(site, asked);
                NDArray mask = x.getManager().create(asked);
                run = NDArrays.where(mask, decision.run().toType(DataType.FLOAT32, false), run);
                factor =
                        decision.factor() == null
                                ? run
                                : NDArrays.where(mask, decision.factor().mul(run), run);
                Routers all = routers.orElseThrow();
                if (all.decider().skipPath().isPresent()) {
                    SkipPath path = all.decider().skipPath().get();
                    NDArray skips = run.neg().add(1).mul(mask.toType(DataType.FLOAT32, false));
                    skipped =
                            path.of(x, all.of(site), config.normEps())
                                    .mul(skips.reshape(tokens, 1));
                }
            }
            executed[site] = run.toType(DataType.BOOLEAN, false).toBooleanArray();
            return new Mix(run, factor.reshape(tokens, 1), skipped);
        }

        private Decider.Decision decide(int site, boolean[] asked) {
            Routers all = routers.orElseThrow();
            var surroundings =
                    new Decider.Surroundings(
                            asked,
                            prompt.promptTokens(),
                            weights.finalNorm(),
                            weights.head(),
                            config.normEps());
            Decider.Decision decision =
                    all.decider()
                            .decide(new Decider.Seen(x, site, all.of(site), state, surroundings));
            NDArray next = decision.state();
            if (next != null) {
                NDArray before = state == null ? next.zerosLike() : state;
                NDArray mask = x.getManager().create(asked);
                for (int axis = 1; axis < next.getShape().dimension(); axis++) {
                    mask = mask.expandDims(axis);
                }
                state = NDArrays.where(mask.broadcast(next.getShape()), next, before);
            }
            return decision;
        }

        /**
         * What the attention adds to x (T, D); {@code run} (T) has 1 for tokens that execute it.
         */
        private NDArray attention(int layer, NDArray run) {
            LayerWeights of = weights.layers().get(layer);
            int h = config.heads();
            NDArray qkv =
                    linear(rmsNorm(x, of.inputNorm(), config.normEps()), of.qkv())
                            .reshape(tokens, h + 2L * config.keyValueHeads(), config.headWidth());
            NDList parts = qkv.split(new long[] {h, h + config.keyValueHeads()}, 1);
            NDArray own = rotate(parts.get(1), rotary).concat(parts.get(2), 1); // (T, 2 KV, hd)
            NDArray before = keys;
            if (kvPolicy == KvPolicy.COPY && before != null) {
                NDArray ran = run.gt(0).reshape(tokens, 1, 1).broadcast(own.getShape());
                own = NDArrays.where(ran, own, before);
            }
            keys = own;
            NDArray kept = kvPolicy.evicts() ? run : run.onesLike();
            return linear(attend(rotate(parts.get(0), rotary), own, kept, config), of.o());
        }

        /** What the feed-forward block adds to y (T, D). */
        private NDArray feedForward(int layer, NDArray y) {
            LayerWeights of = weights.layers().get(layer);
            NDArray h = rmsNorm(y, of.postNorm(), config.normEps());
            return linear(swiGlu(linear(h, of.gateUp())), of.down());
        }
    }

    /**
     * q (T, H, hd), keys and values (T, 2 KV, hd), kept (T) → (T, H hd): causal, −∞ for keys that
     * are not kept.
     */
    static NDArray attend(NDArray query, NDArray entries, NDArray kept, LlamaConfig config) {
        long t = query.getShape().get(0);
        int h = config.heads();
        int kv = config.keyValueHeads();
        int width = config.headWidth();
        NDList parts = entries.split(new long[] {kv}, 1);
        NDArray q = query.transpose(1, 0, 2); // (H, T, hd)
        NDArray k = parts.get(0).transpose(1, 0, 2).repeat(0, h / kv);
        NDArray v = parts.get(1).transpose(1, 0, 2).repeat(0, h / kv); // (H, T, hd)
        NDArray scores = q.matMul(k.transpose(0, 2, 1)).div(Math.sqrt(width)); // (H, T, T)
        NDArray places = query.getManager().arange((int) t);
        NDArray visible =
                places.reshape(1, t)
                        .lte(places.reshape(t, 1))
                        .logicalAnd(kept.reshape(1, t).gt(0)); // (T, T)
        NDArray hidden = scores.zerosLike().sub(Float.POSITIVE_INFINITY);
        NDArray masked =
                NDArrays.where(
                        visible.reshape(1, t, t).broadcast(scores.getShape()), scores, hidden);
        // NaN if a query has no visible key; such a row does not execute
        NDArray p = masked.softmax(-1);
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
