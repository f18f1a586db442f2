package org.dllm.experiments.eval;

import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/**
 * Counts operations of a method and of the dense model over the same tokens, for prompts and
 * answers apart: {@code Σ_t Σ_l w·(2P_layer + 4·d·K) + decisions + head}, where K is the number of
 * kept keys that the token attends to in the layer, including its own. Decisions are routers,
 * probes of early exits and the like; a token that has exited is not asked again.
 */
public final class FlopsCount {

    private final FlopsModel costs;
    private final Gate gate;
    private Operations prompt = Operations.NONE;
    private Operations answer = Operations.NONE;

    public FlopsCount(FlopsModel costs, Gate gate) {
        this.costs = costs;
        this.gate = gate;
    }

    /**
     * Operations of some tokens.
     *
     * @param layers of the method's layers
     * @param dense of the dense model's layers
     * @param weights of the method's layers without attention to keys
     * @param denseWeights of the dense model's layers without attention to keys
     * @param decisions of the method's routers and probes
     * @param paths of the paths of tokens that skip
     * @param head of the rows of logits, equal for both
     */
    public record Operations(
            double layers,
            double dense,
            double weights,
            double denseWeights,
            double decisions,
            double paths,
            double head,
            long tokens) {

        static final Operations NONE = new Operations(0, 0, 0, 0, 0, 0, 0, 0);

        Operations plus(Operations more) {
            return new Operations(
                    layers + more.layers,
                    dense + more.dense,
                    weights + more.weights,
                    denseWeights + more.denseWeights,
                    decisions + more.decisions,
                    paths + more.paths,
                    head + more.head,
                    tokens + more.tokens);
        }

        /** All operations of the method. */
        public double all() {
            return layers + decisions + paths + head;
        }

        /** The layers' operations, share of dense. */
        public double layersRatio() {
            return layers / dense;
        }

        /** The operations that papers count, share of dense. */
        public double paperRatio() {
            return weights / denseWeights;
        }

        /** The decisions' operations, share of all operations of dense. */
        public double decisionsRatio() {
            return decisions / (dense + head);
        }

        /** All operations, share of dense. */
        public double allRatio() {
            return all() / (dense + head);
        }
    }

    /** Adds one sequence. */
    public void add(int sequence, Reading reading) {
        Trace trace = reading.trace();
        int promptTokens = Math.min(reading.promptTokens(), trace.tokens());
        // the prompt's last token predicts the first token of the answer
        int promptRows = Math.min(1, reading.logits());
        prompt = prompt.plus(of(sequence, reading, 0, promptTokens, promptRows));
        answer =
                answer.plus(
                        of(
                                sequence,
                                reading,
                                promptTokens,
                                trace.tokens(),
                                reading.logits() - promptRows));
    }

    private Operations of(int sequence, Reading reading, int from, int to, int rows) {
        Trace trace = reading.trace();
        double layers = 0;
        double dense = 0;
        double weights = 0;
        double decisions = 0;
        double paths = 0;
        var exited = new boolean[to];
        for (int l = 0; l < trace.layers(); l++) {
            int[] visible = trace.visibleKeys(l);
            for (int t = from; t < to; t++) {
                int position = trace.position(t);
                dense += costs.layer() + (double) costs.perKey() * (position + 1);
                boolean attends = trace.executed(t, Site.attention(l));
                double ofWeights = attends ? costs.attention() : costs.keyValue();
                ofWeights += trace.executed(t, Site.feedForward(l)) ? costs.feedForward() : 0;
                weights += ofWeights;
                layers += ofWeights + (attends ? (double) costs.perKey() * visible[t] : 0);
                boolean last = t == reading.promptTokens() - 1;
                for (int site = 2 * l; site < 2 * l + 2; site++) {
                    boolean asks = gate.at(sequence, position, site) == Gate.ASK;
                    boolean ran = trace.executed(t, site);
                    decisions += asks && !exited[t] ? costs.decision(site, last) : 0;
                    paths += asks && !ran ? costs.skipped() : 0;
                    exited[t] |= asks && costs.exits() && !ran;
                }
            }
        }
        return new Operations(
                layers,
                dense,
                weights,
                (double) costs.layer() * trace.layers() * (to - from),
                decisions,
                paths,
                (double) costs.head() * rows,
                to - from);
    }

    /** Operations of the prompts. */
    public Operations prompt() {
        return prompt;
    }

    /** Operations of the answers. */
    public Operations answer() {
        return answer;
    }

    public Operations all() {
        return prompt.plus(answer);
    }
}
