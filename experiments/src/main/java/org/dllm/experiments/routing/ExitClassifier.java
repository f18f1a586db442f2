package org.dllm.experiments.routing;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fitted classifier of two features of a token's intermediate prediction: the probability of the
 * likeliest token, and its distance to the second likeliest. It has two logits: 0 = continue, 1 =
 * exit.
 *
 * @param weights of all layers in order, row-major; see {@link Network}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record ExitClassifier(Network network, float[] weights) {

    /** Number of features. */
    public static final int FEATURES = 2;

    private static final int LOGITS = 2;

    public ExitClassifier {
        if (weights.length != network.size()) {
            throw new IllegalArgumentException(
                    "an exit classifier with %d hidden units needs %d weights, found %d"
                            .formatted(network.hidden(), network.size(), weights.length));
        }
    }

    /**
     * The shape of a classifier: Linear(2→hidden) → ReLU → Linear(hidden→2), or Linear(2→2).
     *
     * @param hidden width of the hidden layer; 0 for none
     */
    public record Network(int hidden) {

        /** Number of weights, biases included. */
        public int size() {
            return hidden == 0
                    ? FEATURES * LOGITS + LOGITS
                    : hidden * (FEATURES + 1) + LOGITS * (hidden + 1);
        }

        /** Floating-point operations for one token. */
        public long flops() {
            return 2L * (hidden == 0 ? FEATURES * LOGITS : hidden * (FEATURES + LOGITS));
        }
    }

    /** The arrays that decide, with the fitted values. */
    List<Router.Weight> arrays() {
        var arrays = new ArrayList<Router.Weight>();
        int hidden = network.hidden();
        int at = 0;
        if (hidden > 0) {
            arrays.add(array("in", at, FEATURES, hidden));
            at += FEATURES * hidden;
            arrays.add(array("in_bias", at, hidden));
            at += hidden;
        }
        int inputs = hidden == 0 ? FEATURES : hidden;
        arrays.add(array("out", at, inputs, LOGITS));
        arrays.add(array("out_bias", at + inputs * LOGITS, LOGITS));
        return arrays;
    }

    private Router.Weight array(String name, int from, long... sizes) {
        var shape = new Shape(sizes);
        double[] values =
                IntStream.range(from, from + (int) shape.size())
                        .mapToDouble(i -> weights[i])
                        .toArray();
        return new Router.Weight(name, shape, Router.Start.of(values));
    }

    /** The weights as text: little-endian float32, Base64. */
    public String text() {
        var bytes =
                ByteBuffer.allocate(weights.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(weights);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** The classifier whose weights {@link #text} wrote. */
    public static ExitClassifier of(Network network, String text) {
        var bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        var weights = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(weights);
        return new ExitClassifier(network, weights);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExitClassifier(Network shape, float[] values)
                && shape.equals(network)
                && Arrays.equals(values, weights);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }
}
