package org.dllm.experiments.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dllm.experiments.routing.Gate;

/**
 * Decisions with their logits, of all tokens that a decider was asked for. A token that has exited
 * is not asked again, and a token that uses the decision of its prompt's last token makes none.
 *
 * @param all site by site
 * @param executesFrom the difference of logits, execute minus skip, from which a token executes
 */
public record RouterDecisions(List<Decision> all, double executesFrom) {

    public RouterDecisions {
        all = List.copyOf(all);
    }

    /**
     * @param difference of logits, execute minus skip
     */
    public record Decision(int site, boolean executed, double difference) {}

    /**
     * The decisions about texts, which are read in one call.
     *
     * @param decoder of the method that decides
     * @return empty if the method's decisions have no logits
     */
    public static Optional<RouterDecisions> of(Decoder decoder, List<Prompt> texts, Gate gate) {
        return decoder.decisions(new PackedPrompts(texts), gate);
    }

    /**
     * @param executed (2 L, N)
     * @param differences (N) for each site where a token asks, ascending; NaN without a decision
     */
    static RouterDecisions of(
            Given given,
            int tokens,
            byte[] executed,
            List<float[]> differences,
            double executesFrom) {
        var all = new ArrayList<Decision>();
        int row = 0;
        for (int site = 0; site * tokens < executed.length; site++) {
            boolean asked = false;
            for (int n = 0; n < tokens; n++) {
                int at = site * tokens + n;
                if (given.bytes()[at] != Gate.ASK) {
                    continue;
                }
                asked = true;
                float difference = differences.get(row)[n];
                if (!Float.isNaN(difference)) {
                    all.add(new Decision(site, executed[at] != 0, difference));
                }
            }
            row += asked ? 1 : 0;
        }
        return new RouterDecisions(all, executesFrom);
    }
}
