package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.lang.foreign.Arena;
import java.util.List;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.tensor.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossEntropyTests {

    private static final int ROWS = 10;
    private static final int VOCABULARY = 6;
    private static final int WIDTH = 4;
    private static final Script TO_BFLOAT16 = Script.of(TrainableWeights.class, "to_bfloat16");

    private final NDManager manager = NDManager.newBaseManager();
    private final RandomStream random = Tiny.STREAMS.stream("cross-entropy");
    private final Script both =
            Script.of(
                    List.of(Script.text(DecoderLoss.class, "mapped", "cross_entropy")),
                    CrossEntropyTests.class,
                    "both_cross_entropies");

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4 * VOCABULARY, 1000})
    void lossAndGradientsMatchTheLibraryForEveryChunkSize(int atOnce) {
        NDArray h = normal(ROWS, WIDTH, 1);
        NDArray head = normal(VOCABULARY, WIDTH, 1);
        h.setRequiresGradient(true);
        head.setRequiresGradient(true);
        double[] losses = new double[2];
        float[][] ofH = new float[2][];
        float[][] ofHead = new float[2][];
        for (int which = 0; which < 2; which++) {
            losses[which] = backward(h, head, atOnce, which);
            ofH[which] = taken(h);
            ofHead[which] = taken(head);
        }
        assertThat(losses[0]).isCloseTo(losses[1], within(1e-5)).isPositive();
        assertThat(ofH[0]).containsExactly(ofH[1], within(1e-6f));
        assertThat(ofHead[0]).containsExactly(ofHead[1], within(1e-6f));
    }

    /** Frozen weights may be bfloat16, for which no gradient is computed. */
    @Test
    void aFrozenHeadInBfloat16GivesTheLibrarysGradient() {
        NDArray h = normal(ROWS, WIDTH, 1);
        h.setRequiresGradient(true);
        NDArray head = TO_BFLOAT16.train(normal(VOCABULARY, WIDTH, 1));
        double ours = backward(h, head, 2 * VOCABULARY, 0);
        float[] gradient = taken(h);
        assertThat(ours).isCloseTo(backward(h, head, 1000, 1), within(1e-4));
        assertThat(gradient).containsExactly(taken(h), within(2e-2f));
        assertThat(gradient).isNotEqualTo(new float[gradient.length]);
    }

    /** The loss of a label whose probability underflows to 0 is finite. */
    @Test
    void anImpossibleLabelHasAFiniteLoss() {
        NDArray h = normal(ROWS, WIDTH, 40);
        NDArray head = normal(VOCABULARY, WIDTH, 40);
        h.setRequiresGradient(true);
        double ours = backward(h, head, 1000, 0);
        assertThat(ours).isGreaterThan(1000).isCloseTo(backward(h, head, 1000, 1), within(0.1));
    }

    private double backward(NDArray h, NDArray head, int atOnce, int which) {
        long[] labels = new long[ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[row] = row % VOCABULARY;
        }
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            var inputs = new NDList(h, head, manager.create(labels), manager.create((long) atOnce));
            NDArray loss = both.train(inputs).get(which);
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    /** Returns the gradient and sets it to zero. */
    private static float[] taken(NDArray leaf) {
        try (NDArray gradient = leaf.getGradient()) {
            float[] values = gradient.toFloatArray();
            gradient.muli(0);
            return values;
        }
    }

    private NDArray normal(int rows, int columns, double deviation) {
        var shape = new Shape(rows, columns);
        var values =
                FloatArrays.filled(
                        "normal", shape, Arena.ofAuto(), () -> deviation * random.gaussian());
        return FloatArrays.create(manager, values, shape);
    }
}
