package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.train.TrainSpec.OptimizerSpec;
import org.junit.jupiter.api.Test;

class AdamWTests {

    private static final OptimizerSpec SPEC = new OptimizerSpec("AdamW", 0.1, 0.9, 0.95, 1e-8, 0.5);

    /**
     * Compares with the paper's formulas in double precision; the loss is half the sum of squares.
     */
    @Test
    void stepsMatchThePaper() {
        for (double clip : new double[] {0, 1}) {
            try (var manager = NDManager.newBaseManager()) {
                NDArray matrix = manager.create(new float[] {3, -4}, new Shape(1, 2));
                NDArray vector = manager.create(new float[] {12});
                var parameters =
                        List.of(new Parameter("matrix", matrix), new Parameter("vector", vector));
                parameters.forEach(p -> p.value().setRequiresGradient(true));
                var adam = new AdamW(SPEC, clip, parameters, manager);
                double[] w = {3, -4, 12};
                double[] m = new double[3];
                double[] v = new double[3];
                for (int step = 0; step < 4; step++) {
                    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                        NDArray loss = matrix.square().sum().add(vector.square().sum()).div(2);
                        collector.backward(loss);
                    }
                    double norm = Math.sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
                    double scale = clip > 0 ? Math.min(1, clip / norm) : 1;
                    assertThat(adam.step(step, 0.1, manager).norm()).isCloseTo(norm, offset(1e-4));
                    for (int i = 0; i < 3; i++) {
                        double g = w[i] * scale;
                        m[i] = 0.9 * m[i] + 0.1 * g;
                        v[i] = 0.95 * v[i] + 0.05 * g * g;
                        double mean = m[i] / (1 - Math.pow(0.9, step + 1));
                        double square = v[i] / (1 - Math.pow(0.95, step + 1));
                        double decay = i < 2 ? 0.1 * 0.5 * w[i] : 0;
                        w[i] -= decay + 0.1 * mean / (Math.sqrt(square) + 1e-8);
                    }
                    assertThat(matrix.toFloatArray()[0]).isCloseTo((float) w[0], offset(2e-5f));
                    assertThat(matrix.toFloatArray()[1]).isCloseTo((float) w[1], offset(2e-5f));
                    assertThat(vector.toFloatArray()[0]).isCloseTo((float) w[2], offset(2e-5f));
                }
            }
        }
    }

    @Test
    void aWeightThatBecomesNanIsReported() {
        for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            try (var manager = NDManager.newBaseManager()) {
                NDArray whole = manager.create(new float[] {3, -4});
                NDArray damaged = manager.create(new float[] {0, 5});
                var parameters =
                        List.of(new Parameter("damaged", damaged), new Parameter("whole", whole));
                parameters.forEach(p -> p.value().setRequiresGradient(true));
                var adam = new AdamW(SPEC, 0, parameters, manager);
                assertThat(moved(adam, 0, parameters, manager).largest()).isBetween(4.8, 5.0);
                adam.firsts().head().set(new float[] {0, (float) broken});
                var moved = moved(adam, 1, parameters, manager);
                assertThat(moved.norm()).isFinite();
                assertThat(moved.largest()).isNotFinite();
                var report =
                        new Trainer.Report(
                                new TreeMap<>(Map.of("loss", 1.0, "grad_norm", moved.norm())),
                                moved.largest());
                assertThat(report.finite()).isFalse();
            }
        }
    }

    private static AdamW.Moved moved(
            AdamW adam, long step, List<Parameter> parameters, NDManager manager) {
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray loss = manager.zeros(new Shape());
            for (Parameter parameter : parameters) {
                loss = loss.add(parameter.value().square().sum().div(2));
            }
            collector.backward(loss);
        }
        return adam.step(step, 0.1, manager);
    }
}
