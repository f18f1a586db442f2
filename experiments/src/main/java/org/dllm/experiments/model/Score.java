package org.dllm.experiments.model;

/**
 * Negative log-likelihood of a text, token by token.
 *
 * @param nll −log p of tokens 1, 2, ... given the tokens before, in nats; one value fewer than
 *     tokens
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; never compared
public record Score(float[] nll, Trace trace) {

    /** Mean over all tokens except the first. */
    public double meanNll() {
        double sum = 0;
        for (float value : nll) {
            sum += value;
        }
        return sum / nll.length;
    }
}
