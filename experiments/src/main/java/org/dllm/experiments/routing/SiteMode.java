package org.dllm.experiments.routing;

/** What decides at a site, known when the model is built. */
public enum SiteMode {
    /** Every token executes the site. */
    EXECUTE,
    /** No token executes the site, so its weights are not trained. */
    SKIP,
    /** The method decides beforehand. */
    GIVEN,
    /** The {@link Decider} decides when the site is reached. */
    ASK,
    /** A feed-forward site: the decision at the attention of the same layer applies. */
    FOLLOW;

    /** Whether the site has a decision of its own, so that tokens can differ. */
    public boolean decides() {
        return this == GIVEN || this == ASK;
    }
}
