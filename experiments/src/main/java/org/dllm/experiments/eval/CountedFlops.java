package org.dllm.experiments.eval;

import java.util.List;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Gate;

/**
 * Operations counted over generation, {@code Σ_t Σ_l w·(2P_layer + 4·d·K) + routers + head}, where
 * K is the number of kept keys that the token sees in the layer, itself included; rows of logits
 * are counted where they are computed, once per generated token.
 *
 * <p>Ratios are to the dense model over the very same tokens: {@code flops_ratio/layers} without
 * routers and head, and {@code flops_ratio/all} with everything. What papers report as FLOPs leaves
 * attention to the keys out too: that is {@link ExecutedRate}.
 */
public record CountedFlops() implements Metric {

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("flops_ratio/layers", "FLOPs of layers, share of dense", false),
                new Measure("flops_ratio/all", "FLOPs, share of dense", false),
                new Measure("flops_per_token", "FLOPs per token", false));
    }

    @Override
    public List<Result> of(Evaluation evaluation) {
        FlopsModel costs = evaluation.subject().costs();
        Gate gate = evaluation.subject().gate();
        double layers = 0;
        double dense = 0;
        double extra = 0;
        double head = 0;
        long tokens = 0;
        for (Answered answered : evaluation.answers()) {
            Trace trace = answered.generation().trace();
            tokens += trace.tokens();
            head += (double) costs.head() * answered.generation().ids().length;
            var visible = new int[trace.layers()];
            for (int t = 0; t < trace.tokens(); t++) {
                dense += trace.layers() * (costs.layer() + (double) costs.perKey() * (t + 1));
                for (int l = 0; l < trace.layers(); l++) {
                    visible[l] += trace.keepsKey(t, l) ? 1 : 0;
                    layers +=
                            trace.executed(t, l)
                                    ? costs.layer() + costs.perKey() * visible[l]
                                    : costs.keyValue();
                    extra += gate.at(answered.index(), t, l) == Gate.ASK ? costs.router() : 0;
                }
            }
        }
        if (tokens == 0) {
            return List.of();
        }
        double all = layers + extra + head;
        int n = evaluation.answers().size();
        return List.of(
                new Result("flops_ratio/layers", layers / dense, null, n),
                new Result("flops_ratio/all", all / (dense + head), null, n),
                new Result("flops_per_token", all / tokens, null, n));
    }
}
