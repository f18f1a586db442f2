package org.dllm.experiments.routing;

/**
 * Numbering of the sites of a model. A layer has two, its attention and its feed-forward block; a
 * token executes or skips each. The sites of layer l are 2l and 2l + 1.
 */
public final class Site {

    private Site() {}

    /** The attention of a layer. */
    public static int attention(int layer) {
        return 2 * layer;
    }

    /** The feed-forward block of a layer. */
    public static int feedForward(int layer) {
        return 2 * layer + 1;
    }

    public static int layer(int site) {
        return site / 2;
    }

    public static boolean isAttention(int site) {
        return site % 2 == 0;
    }

    /** Number of sites of a model with this number of layers. */
    public static int count(int layers) {
        return 2 * layers;
    }
}
