package org.dllm.experiments.routing;

import java.util.List;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.tensor.Script;

/**
 * Penalties that keep routers undecided, because large logits make Gumbel noise ineffective
 * (QTALE). Both are means over routed sites and tokens, and both are reported if one has a weight.
 *
 * @param entropy weight of 1 − H / log 2, where H is the entropy of a decision
 * @param logit weight of the sum of squares of a decision's two logits
 */
public record Penalty(
        @Default("0.0") @Range(min = 0) double entropy,
        @Default("0.0") @Range(min = 0) double logit) {

    public static final Penalty NONE = new Penalty(0, 0);

    /** Whether a penalty has a weight. */
    boolean applies() {
        return entropy > 0 || logit > 0;
    }

    List<Decider.Loss> losses() {
        return applies()
                ? List.of(
                        new Decider.Loss("entropy_loss", "entropy_weight", (_, _) -> entropy),
                        new Decider.Loss("logit_loss", "logit_weight", (_, _) -> logit))
                : List.of();
    }

    /** Loss terms: the rate loss, and the penalties if there are any. */
    Script.Text script() {
        return Script.text(Penalty.class, applies() ? "rate_and_penalties" : "rate_only");
    }
}
