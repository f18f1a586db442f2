package org.dllm.experiments.model.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decodes the packed bytes of a row into float32. */
@FunctionalInterface
interface BlockDecoder {

    VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** Fills {@code values}, whose length must be a multiple of the block size. */
    void decode(byte[] packed, float[] values);

    static BlockDecoder of(TensorType type) {
        return switch (type) {
            case F32 -> BlockDecoder::float32;
            case F16 -> BlockDecoder::float16;
            case BF16 -> BlockDecoder::bfloat16;
            case Q8_0 -> SmallBlocks::q8_0;
            case Q4_0 -> SmallBlocks::q4_0;
            case Q4_1 -> SmallBlocks::q4_1;
            case Q5_0 -> SmallBlocks::q5_0;
            case Q5_1 -> SmallBlocks::q5_1;
            case Q4_K -> SuperBlocks::q4K;
            case Q5_K -> SuperBlocks::q5K;
            case Q6_K -> SuperBlocks::q6K;
        };
    }

    /** The half-precision number at {@code offset}. */
    static float half(byte[] packed, int offset) {
        return Float.float16ToFloat((short) SHORT.get(packed, offset));
    }

    private static void float32(byte[] packed, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat((int) INT.get(packed, 4 * i));
        }
    }

    private static void float16(byte[] packed, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = half(packed, 2 * i);
        }
    }

    private static void bfloat16(byte[] packed, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat((short) SHORT.get(packed, 2 * i) << 16);
        }
    }
}
