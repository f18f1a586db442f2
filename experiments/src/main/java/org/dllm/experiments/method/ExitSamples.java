package org.dllm.experiments.method;

/**
 * Predictions of the next token after a layer, by sample.
 *
 * @param top probability of the likeliest token
 * @param gap this probability minus that of the second likeliest token
 * @param agrees whether the likeliest token is the one after the last layer
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record ExitSamples(float[] top, float[] gap, boolean[] agrees) {
    public ExitSamples {
        if (top.length != gap.length || top.length != agrees.length || top.length == 0) {
            throw new IllegalArgumentException(
                    "expected as many probabilities as gaps and labels, found %d, %d and %d"
                            .formatted(top.length, gap.length, agrees.length));
        }
    }

    int size() {
        return top.length;
    }
}
