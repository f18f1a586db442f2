package org.dllm.experiments.train;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dllm.experiments.model.io.TensorFile;

/** Rounds float32 numbers to bfloat16. */
final class Bfloat16 {

    private static final int DROPPED = 16;

    private Bfloat16() {}

    /** Rounds to the nearest bfloat16, ties to even; the result is float32. */
    static ByteBuffer rounded(ByteBuffer floats, Arena room) {
        ByteBuffer from = floats.duplicate().order(ByteOrder.nativeOrder());
        ByteBuffer to =
                room.allocate(from.remaining(), TensorFile.ALIGNMENT)
                        .asByteBuffer()
                        .order(ByteOrder.nativeOrder());
        while (from.hasRemaining()) {
            float value = from.getFloat();
            to.putFloat(Float.isNaN(value) ? value : nearest(value));
        }
        return to.flip();
    }

    private static float nearest(float value) {
        int bits = Float.floatToRawIntBits(value);
        int half = (1 << (DROPPED - 1)) - 1 + ((bits >>> DROPPED) & 1);
        return Float.intBitsToFloat((bits + half) >>> DROPPED << DROPPED);
    }
}
