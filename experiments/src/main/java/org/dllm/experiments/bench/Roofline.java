package org.dllm.experiments.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.dllm.experiments.eval.Median;

/** Measures the machine's limits: rate of matrix products and of memory reads. */
final class Roofline {

    private static final int SQUARE = 1024;
    private static final int REPEATS = 10;
    private static final int NUMBERS = 1 << 27;

    private Roofline() {}

    /** Operations per second of a product of two float32 matrices of 1,024 × 1,024. */
    static double multiplying() {
        try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
            NDArray a = scope.randomNormal(new Shape(SQUARE, SQUARE));
            NDArray b = scope.randomNormal(new Shape(SQUARE, SQUARE));
            return 2.0 * SQUARE * SQUARE * SQUARE / seconds(() -> a.matMul(b));
        }
    }

    /** Bytes per second of a plain sum over 512 MB of float32. */
    static double reading() {
        try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
            NDArray all = scope.randomNormal(new Shape(NUMBERS));
            return 4.0 * NUMBERS / seconds(all::sum);
        }
    }

    private static double seconds(Supplier<NDArray> work) {
        return Median.of(
                DoubleStream.generate(
                                () -> {
                                    long start = System.nanoTime();
                                    work.get().close();
                                    return (System.nanoTime() - start) / 1e9;
                                })
                        .limit(REPEATS)
                        .toArray());
    }
}
