package org.dllm.experiments.model;

import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/**
 * The gate's decisions for one call of a script. A feed-forward site follows its layer's attention
 * if all of its tokens do, so that a layer with one decision is gathered once.
 */
final class Given {

    private final int tokens;
    private final byte[] bytes;
    private final long[] apart;

    /** Returns the decision about one of the tokens. */
    @FunctionalInterface
    interface Decisions {
        byte at(int site, int token);
    }

    Given(int layers, int tokens, Decisions decisions) {
        this.tokens = tokens;
        bytes = new byte[Site.count(layers) * tokens];
        apart = new long[layers];
        for (int layer = 0; layer < layers; layer++) {
            int attention = Site.attention(layer);
            int feedForward = Site.feedForward(layer);
            for (int n = 0; n < tokens; n++) {
                byte first = decisions.at(attention, n);
                byte second = decisions.at(feedForward, n);
                boolean same = second == Gate.FOLLOW || (second == first && second != Gate.ASK);
                bytes[attention * tokens + n] = first;
                bytes[feedForward * tokens + n] = same ? Gate.FOLLOW : second;
                apart[layer] |= same ? 0 : 1;
            }
            for (int n = 0; n < tokens && apart[layer] != 0; n++) {
                requireOwn(attention * tokens + n, feedForward * tokens + n);
            }
        }
    }

    /**
     * In a layer whose sites are decided apart, a token that follows needs a decision of its own.
     */
    private void requireOwn(int attention, int feedForward) {
        if (bytes[feedForward] == Gate.FOLLOW) {
            if (bytes[attention] == Gate.ASK) {
                throw new IllegalArgumentException(
                        "layer %d: the feed-forward block of token %d follows a decision of the decider, but that of another token does not: expected all or none to follow"
                                .formatted(Site.layer(attention / tokens), attention % tokens));
            }
            bytes[feedForward] = bytes[attention];
        }
    }

    /**
     * (2 L, tokens): {@link Gate#SKIP}, {@link Gate#EXECUTE}, {@link Gate#ASK} or {@link
     * Gate#FOLLOW}.
     */
    byte[] bytes() {
        return bytes;
    }

    /** For one token, (L): both decisions of a layer in one byte, attention + 4 · feed-forward. */
    byte[] perLayer() {
        var pairs = new byte[apart.length];
        for (int layer = 0; layer < pairs.length; layer++) {
            int second = bytes[Site.feedForward(layer)];
            pairs[layer] = (byte) (bytes[Site.attention(layer)] + 4 * second);
        }
        return pairs;
    }

    /** (L): 1 if the feed-forward site of the layer has its own decisions. */
    long[] apart() {
        return apart;
    }
}
