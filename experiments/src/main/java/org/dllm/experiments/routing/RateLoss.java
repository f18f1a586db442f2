package org.dllm.experiments.routing;

import org.dllm.experiments.tensor.Script;

/**
 * Loss that moves routers towards an executed rate: α times the mean distance of the tokens' rates
 * from the target (D-LLM, equations 12 and 14).
 *
 * @param target executed rate in (0, 1]
 * @param alpha weight of the term in the loss
 */
public record RateLoss(double target, Decider.Weighting alpha) {

    Decider.Loss loss() {
        return new Decider.Loss("rate_loss", "alpha", alpha);
    }

    /** Reads the target as the last of the decider's settings. */
    static Script.Text script() {
        return Script.text(RateLoss.class, "rate_loss");
    }
}
