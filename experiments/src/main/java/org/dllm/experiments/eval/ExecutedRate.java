package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.method.Forced;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/**
 * Share of executed sites in generation, over sites × tokens read: for all tokens, for the prompts
 * and for the answers. Forced executions are included. {@code executed_rate/unforced_tokens}
 * excludes tokens that are forced in every layer; D-LLM's loss targets this rate, and controls use
 * it, with the same rate of each layer: {@code executed_rate/unforced_tokens/layer_00}. {@code
 * executed_rate/routed} counts routers' decisions only.
 */
public record ExecutedRate() implements Metric {

    private static final String UNFORCED = "executed_rate/unforced_tokens";

    /** The key of a layer's rate over unforced tokens; layers count from 0. */
    public static String ofLayer(int layer) {
        return Result.ofLayer(UNFORCED, layer);
    }

    @Override
    public List<Measure> measures() {
        return List.of(new Measure("executed_rate", "Executed rate", false));
    }

    @Override
    public List<Result> of(Evaluated task) {
        var counts = new Counts(task.model());
        task.forEach(counts::add);
        return counts.results();
    }

    private static final class Counts {
        private final Gate gate;
        private final Forced forced;
        private final Share all = new Share();
        private final Share prompt = new Share();
        private final Share answer = new Share();
        private final Share unforced = new Share();
        private final Share routed = new Share();
        private final List<Share> layers = new ArrayList<>();
        private final List<Share> unforcedLayers = new ArrayList<>();
        private int examples;

        Counts(EvaluatedModel model) {
            gate = model.gate();
            forced = model.forced();
        }

        void add(Answer one) {
            examples++;
            for (Reading reading : one.computed()) {
                for (int token = 0; token < reading.trace().tokens(); token++) {
                    add(one.index(), reading, token);
                }
            }
        }

        private void add(int sequence, Reading reading, int token) {
            Trace trace = reading.trace();
            int position = trace.position(token);
            int executed = 0;
            int unchosen = 0;
            for (int site = 0; site < trace.sites(); site++) {
                boolean ran = trace.executed(token, site);
                executed += ran ? 1 : 0;
                unchosen += forced.at(position, site) ? 1 : 0;
                if (gate.at(sequence, position, site) == Gate.ASK) {
                    routed.add(ran ? 1 : 0, 1);
                }
            }
            all.add(executed, trace.sites());
            (token < reading.promptTokens() ? prompt : answer).add(executed, trace.sites());
            addLayers(layers, trace, token);
            if (unchosen < trace.sites()) {
                unforced.add(executed, trace.sites());
                addLayers(unforcedLayers, trace, token);
            }
        }

        private static void addLayers(List<Share> shares, Trace trace, int token) {
            for (int layer = 0; 2 * layer < trace.sites(); layer++) {
                if (layer == shares.size()) {
                    shares.add(new Share());
                }
                int executed = trace.executed(token, Site.attention(layer)) ? 1 : 0;
                executed += trace.executed(token, Site.feedForward(layer)) ? 1 : 0;
                shares.get(layer).add(executed, 2);
            }
        }

        List<Result> results() {
            var results = new ArrayList<Result>();
            all.addTo(results, "executed_rate", examples);
            prompt.addTo(results, "executed_rate/prompt", examples);
            answer.addTo(results, "executed_rate/answer", examples);
            boolean forcedOnly = unforced.total == 0;
            (forcedOnly ? all : unforced).addTo(results, UNFORCED, examples);
            List<Share> byLayer = forcedOnly ? layers : unforcedLayers;
            for (int layer = 0; layer < byLayer.size(); layer++) {
                byLayer.get(layer).addTo(results, ofLayer(layer), examples);
            }
            routed.addTo(results, "executed_rate/routed", examples);
            return results;
        }
    }

    private static final class Share {
        private long executed;
        private long total;

        void add(int executed, int total) {
            this.executed += executed;
            this.total += total;
        }

        void addTo(List<Result> results, String metric, int n) {
            if (total > 0) {
                results.add(new Result(metric, (double) executed / total, null, n));
            }
        }
    }
}
