package org.dllm.experiments.routing;

import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.tensor.Script;

/**
 * Loss that moves routers towards an executed rate: α times the mean distance of the rates from the
 * target (D-LLM, equations 12 and 14), and penalties of the routers' logits.
 *
 * @param target executed rate in (0, 1]
 * @param alpha weight of the term in the loss
 * @param attentionShare the attention's share of a layer in the rate
 */
public record RateLoss(
        double target,
        Decider.Weighting alpha,
        RateBudget budget,
        double attentionShare,
        Penalty penalty) {

    List<Decider.Loss> losses() {
        var rate = new Decider.Loss("rate_loss", "alpha", alpha);
        return Stream.concat(Stream.of(rate), penalty.losses().stream()).toList();
    }

    /** Reads the target as the decider's second setting. */
    List<Script.Text> scripts() {
        return List.of(budget.script(), penalty.script());
    }
}
