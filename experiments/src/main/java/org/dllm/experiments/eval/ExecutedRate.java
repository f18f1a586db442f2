package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
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
    public List<Measure> measures() {
        return List.of(new Measure("executed_rate", "Layers executed", false));
    }

    @Override
    public List<Result> of(Evaluation evaluation) {
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
        int n = evaluation.answers().size();
        var results = new ArrayList<Result>();
        all.addTo(results, "executed_rate", n);
        prompt.addTo(results, "executed_rate/prompt", n);
        answer.addTo(results, "executed_rate/answer", n);
        (unforced.total == 0 ? all : unforced).addTo(results, "executed_rate/unforced_tokens", n);
        routed.addTo(results, "executed_rate/routed", n);
        return results;
    }

    private static final class Count {
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
