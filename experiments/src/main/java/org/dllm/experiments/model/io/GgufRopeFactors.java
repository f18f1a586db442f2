package org.dllm.experiments.model.io;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.Rope.Llama3Scaling;

/**
 * Recovers Llama 3's rope scaling from {@code rope_freqs.weight}, the divisor of each frequency.
 * GGUF does not store the scaling's parameters. All published models have low and high frequency
 * factors 1 and 4 and an original context of 8192, so only the factor is unknown; it is the largest
 * divisor.
 */
final class GgufRopeFactors {

    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final int ORIGINAL_CONTEXT = 8192;
    private static final double TOLERANCE = 1e-3;

    private GgufRopeFactors() {}

    static Rope rope(MappedFile file, Rope plain, int headWidth, MappedTensor tensor) {
        TensorInfo info = tensor.info();
        if (headWidth < 2 || !info.shape().equals(new Shape(headWidth / 2))) {
            throw file.error(
                    "tensor %s at offset %d must have the shape (%d), half a head, but has %s"
                            .formatted(info.name(), info.offset(), headWidth / 2, info.shape()));
        }
        var divisors = ByteBuffer.allocateDirect(headWidth / 2 * 4).order(ByteOrder.nativeOrder());
        MappedModel.read(tensor, divisors);
        double factor = 1;
        for (int i = 0; i < headWidth / 2; i++) {
            factor = Math.max(factor, divisors.getFloat(4 * i));
        }
        if (factor == Double.POSITIVE_INFINITY) {
            throw file.error("tensor %s holds an infinite divisor".formatted(info.name()));
        }
        var scaled = new Rope(plain.base(), new Llama3Scaling(factor, LOW, HIGH, ORIGINAL_CONTEXT));
        double[] before = plain.frequencies(headWidth);
        double[] after = scaled.frequencies(headWidth);
        for (int i = 0; i < before.length; i++) {
            double expected = before[i] / after[i];
            double found = divisors.getFloat(4 * i);
            if (!(Math.abs(found - expected) <= TOLERANCE * expected)) {
                throw file.error(
                        "tensor %s at offset %d is not Llama 3's scaling by %s: divisor %d must be %s, but is %s"
                                .formatted(info.name(), info.offset(), factor, i, expected, found));
            }
        }
        return factor == 1 ? plain : scaled;
    }
}
