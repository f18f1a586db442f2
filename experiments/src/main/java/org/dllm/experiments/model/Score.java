package org.dllm.experiments.model;

/**
 * How likely a model found a text, token by token.
 *
 * @param nll −log p of tokens 1, 2, ... given those before; one fewer than tokens
 */
@SuppressWarnings("ArrayRecordComponent") // many and short-lived; compared by nobody
public record Score(float[] nll, Trace trace) {

    /** Mean over the tokens that have something before them. */
    public double meanNll() {
        double sum = 0;
        for (float value : nll) {
            sum += value;
        }
        return sum / nll.length;
    }
}
