package org.dllm.experiments.eval;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Gate;

/**
 * Share of layer executions in generation, over layers × tokens read: of all tokens, of the
 * prompts' and of the answers'. Forced executions count in; {@code executed_rate/unforced_tokens}
 * leaves out the tokens that are forced in every layer, which is the rate that D-LLM's loss aims at
 * and the one that a control takes; {@code executed_rate/routed} counts routers' decisions only.
 */
public record ExecutedRate() implements Metric {

    @Override
    public Map<String, Double> of(Evaluation evaluation) {
        var all = new Count();
        var prompt = new Count();
        var answer = new Count();
        var unforced = new Count();
        var routed = new Count();
        Gate gate = evaluation.subject().gate();
        for (Answered answered : evaluation.answers()) {
            Trace trace = answered.generation().trace();
            for (int position = 0; position < trace.tokens(); position++) {
                int executed = 0;
                int forced = 0;
                for (int layer = 0; layer < trace.layers(); layer++) {
                    boolean ran = trace.executed(position, layer);
                    executed += ran ? 1 : 0;
                    forced += evaluation.subject().forced().at(position, layer) ? 1 : 0;
                    if (gate.at(answered.index(), position, layer) == Gate.ASK) {
                        routed.add(ran ? 1 : 0, 1);
                    }
                }
                all.add(executed, trace.layers());
                (position < answered.encoded().promptTokens() ? prompt : answer)
                        .add(executed, trace.layers());
                if (forced < trace.layers()) {
                    unforced.add(executed, trace.layers());
                }
            }
        }
        var values = new LinkedHashMap<String, Double>();
        all.put(values, "executed_rate");
        prompt.put(values, "executed_rate/prompt");
        answer.put(values, "executed_rate/answer");
        (unforced.total == 0 ? all : unforced).put(values, "executed_rate/unforced_tokens");
        routed.put(values, "executed_rate/routed");
        return values;
    }

    private static final class Count {
        private long executed;
        private long total;

        void add(int executed, int total) {
            this.executed += executed;
            this.total += total;
        }

        void put(Map<String, Double> values, String key) {
            if (total > 0) {
                values.put(key, (double) executed / total);
            }
        }
    }
}
