package org.dllm.experiments.routing;

/**
 * The decisions about tokens and sites that are known before a model runs, one byte per token and
 * site. Training and inference use the same bytes.
 */
@FunctionalInterface
public interface Gate {

    /** The token skips the site. */
    byte SKIP = 0;

    /** The token executes the site. */
    byte EXECUTE = 1;

    /** The model's {@link Decider} decides. */
    byte ASK = 2;

    /** At a feed-forward site: the decision at the attention of the same layer applies. */
    byte FOLLOW = 3;

    /** The dense model: every token executes every layer. */
    Gate DENSE = ofLayers((_, _, _) -> EXECUTE);

    /**
     * @param sequence identity of the sequence, independent of its batch
     * @param position of the token, from 0
     * @param site see {@link Site}
     * @return {@link #SKIP}, {@link #EXECUTE}, {@link #ASK} or {@link #FOLLOW}
     */
    byte at(long sequence, int position, int site);

    /**
     * A gate with one decision per layer.
     *
     * @param layers its last argument is the layer
     */
    static Gate ofLayers(Gate layers) {
        return (sequence, position, site) ->
                Site.isAttention(site) ? layers.at(sequence, position, Site.layer(site)) : FOLLOW;
    }
}
