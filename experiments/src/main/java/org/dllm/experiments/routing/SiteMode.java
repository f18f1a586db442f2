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
    /** A feed-forward site: tokens do as at the attention of the same layer. */
    FOLLOW;

    /** Whether the tokens can differ at this site by a decision of its own. */
    public boolean decides() {
        return this == GIVEN || this == ASK;
    }
}
