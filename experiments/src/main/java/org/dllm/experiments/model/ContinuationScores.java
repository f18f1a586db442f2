package org.dllm.experiments.model;

import java.util.List;

/**
 * How likely a model found each of several continuations of a context.
 *
 * @param each in the order of the continuations
 * @param trace of what was read: the context once, then each continuation without its last token
 */
public record ContinuationScores(List<OneScore> each, Trace trace) {

    public ContinuationScores {
        each = List.copyOf(each);
    }

    /**
     * @param logP sum of the tokens' log p
     * @param tokens how many the continuation has
     * @param greedy whether each token is the likeliest at its place
     */
    public record OneScore(double logP, int tokens, boolean greedy) {

        /** Nothing read yet. */
        public static final OneScore NONE = new OneScore(0, 0, true);

        /** Both, where one continues the other. */
        public OneScore plus(OneScore next) {
            return new OneScore(logP + next.logP, tokens + next.tokens, greedy && next.greedy);
        }
    }
}
