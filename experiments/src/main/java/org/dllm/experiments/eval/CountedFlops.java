package org.dllm.experiments.eval;

import java.util.List;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/**
 * Operations during generation, {@code Σ_t Σ_l w·(2P_layer + 4·d·K) + routers + head}, where K is
 * the number of kept keys that the token attends to in the layer, including its own. Rows of logits
 * are counted once per generated token.
 *
 * <p>Ratios are relative to the dense model over the same tokens: {@code flops_ratio/layers}
 * without routers, the paths of tokens that skip, and head, {@code flops_ratio/all} with all of
 * them. Papers that report FLOPs also leave out attention to the keys; this equals {@link
 * ExecutedRate}.
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
    public List<Result> of(Evaluated task) {
        var count = new Count(task.subject());
        task.forEach(count::add);
        if (count.tokens == 0) {
            return List.of();
        }
        double all = count.layers + count.routers + count.head;
        return List.of(
                new Result("flops_ratio/layers", count.layers / count.dense, null, count.examples),
                new Result(
                        "flops_ratio/all", all / (count.dense + count.head), null, count.examples),
                new Result("flops_per_token", all / count.tokens, null, count.examples));
    }

    /** Operations of the method and of the dense model over the same tokens. */
    private static final class Count {
        private final FlopsModel costs;
        private final Gate gate;
        private double layers;
        private double dense;
        private double routers;
        private double head;
        private long tokens;
        private long examples;

        Count(EvaluatedModel model) {
            costs = model.costs();
            gate = model.gate();
        }

        void add(Answer answer) {
            examples++;
            answer.computed().forEach(reading -> add(answer.index(), reading));
        }

        private void add(int sequence, Reading reading) {
            Trace trace = reading.trace();
            tokens += trace.tokens();
            head += (double) costs.head() * reading.logits();
            for (int l = 0; l < trace.layers(); l++) {
                int[] visible = trace.visibleKeys(l);
                for (int t = 0; t < trace.tokens(); t++) {
                    int position = trace.position(t);
                    dense += costs.layer() + (double) costs.perKey() * (position + 1);
                    layers +=
                            trace.executed(t, Site.attention(l))
                                    ? costs.attention() + costs.perKey() * visible[t]
                                    : costs.keyValue();
                    layers += trace.executed(t, Site.feedForward(l)) ? costs.feedForward() : 0;
                    boolean last = t == reading.promptTokens() - 1;
                    for (int site = 2 * l; site < 2 * l + 2; site++) {
                        boolean asks = gate.at(sequence, position, site) == Gate.ASK;
                        routers += asks ? costs.decision(site, last) : 0;
                        routers += asks && !trace.executed(t, site) ? costs.skipped() : 0;
                    }
                }
            }
        }
    }
}
