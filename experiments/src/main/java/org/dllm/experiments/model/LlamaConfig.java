package org.dllm.experiments.model;

/**
 * The shape of a Llama-architecture model.
 *
 * @param hidden width of the feed-forward network's inner layer
 * @param heads query heads; each key/value head serves {@code heads / keyValueHeads} of them
 * @param headWidth width of one head; {@code heads * headWidth} need not be {@code width}
 * @param vocabulary rows of the embedding
 * @param context positions the model was trained for
 * @param tied whether the output head is the embedding
 */
public record LlamaConfig(
        int layers,
        int width,
        int hidden,
        int heads,
        int keyValueHeads,
        int headWidth,
        int vocabulary,
        int context,
        double normEps,
        Rope rope,
        boolean tied) {

    // Far above any known model, and small enough that products of sizes do not overflow.
    private static final int MAX_LAYERS = 10_000;
    private static final int MAX_SIZE = 1 << 24;

    public LlamaConfig {
        within("layers", layers, MAX_LAYERS);
        within("width", width, MAX_SIZE);
        within("hidden", hidden, MAX_SIZE);
        within("heads", heads, MAX_SIZE);
        within("keyValueHeads", keyValueHeads, MAX_SIZE);
        within("headWidth", headWidth, MAX_SIZE);
        within("vocabulary", vocabulary, MAX_SIZE);
        within("context", context, 1 << 30);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "LlamaConfig.heads must be a multiple of keyValueHeads, but they were %d and %d"
                            .formatted(heads, keyValueHeads));
        }
        if (headWidth % 2 != 0) {
            throw new IllegalArgumentException(
                    "LlamaConfig.headWidth must be even to be rotated, but was " + headWidth);
        }
        if ((long) heads * headWidth > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "LlamaConfig.heads * headWidth must be at most %d, but they were %d and %d"
                            .formatted(MAX_SIZE, heads, headWidth));
        }
        if (!(normEps > 0 && normEps < 1)) {
            throw new IllegalArgumentException(
                    "LlamaConfig.normEps must be between 0 and 1, but was " + normEps);
        }
    }

    /** Width of all query heads together. */
    public int queryWidth() {
        return heads * headWidth;
    }

    /** Width of all key heads together, and of all value heads. */
    public int keyValueWidth() {
        return keyValueHeads * headWidth;
    }

    /** Number of weights of the matrices of a layer's attention. */
    public long attentionWeights() {
        return width * (2L * queryWidth() + 2L * keyValueWidth());
    }

    /** Number of weights of the matrices of a layer's feed-forward block. */
    public long feedForwardWeights() {
        return 3L * width * hidden;
    }

    /** The attention's share of the operations of a layer's matrices, without keys attended to. */
    public double attentionShare() {
        return (double) attentionWeights() / (attentionWeights() + feedForwardWeights());
    }

    private static void within(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "LlamaConfig.%s must be between 1 and %d, but was %d"
                            .formatted(field, most, value));
        }
    }
}
