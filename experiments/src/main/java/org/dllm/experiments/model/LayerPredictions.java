package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.Gate;

/**
 * The next token that a model predicts after its first layers: the last norm and the head are
 * applied to the hidden state.
 *
 * @param best the likeliest token by position
 * @param top its probability
 * @param gap its probability minus that of the second likeliest token
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record LayerPredictions(long[] best, float[] top, float[] gap) {

    /** Rows of logits that exist at the same time. */
    private static final int ROWS = 256;

    /**
     * Predictions after layer {@code layer} at all positions of the sequences, one sequence after
     * the other. Later layers are not computed.
     *
     * @param decoder of a method that skips no layer
     */
    public static LayerPredictions after(int layer, Decoder decoder, List<Prompt> sequences) {
        Gate first = Gate.ofLayers((_, _, l) -> l <= layer ? Gate.EXECUTE : Gate.SKIP);
        try (NDManager scope = decoder.manager().newSubManager()) {
            NDArray x = decoder.prefill(new PackedPrompts(sequences), first, 0, scope).x();
            int tokens = (int) x.getShape().get(0);
            var predictions =
                    new LayerPredictions(new long[tokens], new float[tokens], new float[tokens]);
            for (int from = 0; from < tokens; from += ROWS) {
                try (NDManager part = scope.newSubManager()) {
                    long[] at =
                            IntStream.range(from, Math.min(tokens, from + ROWS))
                                    .asLongStream()
                                    .toArray();
                    predictions.put(from, decoder.logits(x, part.create(at)), part);
                }
            }
            return predictions;
        }
    }

    /**
     * @param logits (n, V)
     */
    private void put(int from, NDArray logits, NDManager scope) {
        logits.attach(scope);
        NDList likeliest = logits.softmax(-1).topK(2, -1, true, true); // (n, 2)
        float[] p = likeliest.get(0).toFloatArray();
        long[] ids = likeliest.get(1).toLongArray();
        for (int i = 0; i < p.length / 2; i++) {
            best[from + i] = ids[2 * i];
            top[from + i] = p[2 * i];
            gap[from + i] = p[2 * i] - p[2 * i + 1];
        }
    }

    /** The predictions at some positions. */
    public LayerPredictions at(int[] positions) {
        var gaps = new float[positions.length];
        var tops = new float[positions.length];
        for (int i = 0; i < positions.length; i++) {
            tops[i] = top[positions[i]];
            gaps[i] = gap[positions[i]];
        }
        return new LayerPredictions(
                Arrays.stream(positions).mapToLong(at -> best[at]).toArray(), tops, gaps);
    }
}
