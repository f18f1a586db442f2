package org.dllm.experiments.model.io;

/**
 * Decodes GGML's blocks of 32 values: a half-precision scale, in some formats a half-precision
 * minimum, then the quanta. Byte i of 4-bit quanta has value i in its low half and value i + 16 in
 * its high half. The 5-bit formats store the fifth bits of all values in one 32-bit word.
 */
final class SmallBlocks {

    private static final int VALUES = 32;
    private static final int HALF = VALUES / 2;

    private SmallBlocks() {}

    static void q8_0(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 34) {
            float scale = BlockDecoder.half(packed, from);
            for (int i = 0; i < VALUES; i++) {
                values[to + i] = scale * packed[from + 2 + i];
            }
        }
    }

    static void q4_0(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 18) {
            float scale = BlockDecoder.half(packed, from);
            for (int i = 0; i < HALF; i++) {
                int both = packed[from + 2 + i];
                values[to + i] = scale * ((both & 15) - 8);
                values[to + i + HALF] = scale * ((both >> 4 & 15) - 8);
            }
        }
    }

    static void q4_1(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 20) {
            float scale = BlockDecoder.half(packed, from);
            float least = BlockDecoder.half(packed, from + 2);
            for (int i = 0; i < HALF; i++) {
                int both = packed[from + 4 + i];
                values[to + i] = scale * (both & 15) + least;
                values[to + i + HALF] = scale * (both >> 4 & 15) + least;
            }
        }
    }

    static void q5_0(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 22) {
            float scale = BlockDecoder.half(packed, from);
            int fifth = (int) BlockDecoder.INT.get(packed, from + 2);
            for (int i = 0; i < HALF; i++) {
                int both = packed[from + 6 + i];
                values[to + i] = scale * (((both & 15) | fifthBit(fifth, i)) - 16);
                values[to + i + HALF] =
                        scale * (((both >> 4 & 15) | fifthBit(fifth, i + HALF)) - 16);
            }
        }
    }

    static void q5_1(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 24) {
            float scale = BlockDecoder.half(packed, from);
            float least = BlockDecoder.half(packed, from + 2);
            int fifth = (int) BlockDecoder.INT.get(packed, from + 4);
            for (int i = 0; i < HALF; i++) {
                int both = packed[from + 8 + i];
                values[to + i] = scale * ((both & 15) | fifthBit(fifth, i)) + least;
                values[to + i + HALF] =
                        scale * ((both >> 4 & 15) | fifthBit(fifth, i + HALF)) + least;
            }
        }
    }

    private static int fifthBit(int bits, int value) {
        return (bits >>> value & 1) << 4;
    }
}
