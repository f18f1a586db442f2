package org.dllm.experiments.model;

import java.util.List;

/**
 * Log-likelihoods of several continuations of one context.
 *
 * @param each in the order of the continuations
 * @param trace layers executed by the tokens that were read, in the order of {@link
 *     Continuations#ids}
 */
public record ContinuationScores(List<OneScore> each, Trace trace) {

    public ContinuationScores {
        each = List.copyOf(each);
    }

    /**
     * @param logP sum of the tokens' log p
     * @param tokens number of tokens in the continuation
     * @param greedy whether each token has the highest probability at its position
     */
    public record OneScore(double logP, int tokens, boolean greedy) {

        /** Score of an empty continuation. */
        public static final OneScore NONE = new OneScore(0, 0, true);

        /** Score of this text followed by {@code next}. */
        public OneScore plus(OneScore next) {
            return new OneScore(logP + next.logP, tokens + next.tokens, greedy && next.greedy);
        }
    }
}
