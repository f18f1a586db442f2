package org.dllm.experiments.model.io;

/**
 * Decodes GGML's blocks of 256 values: a half-precision scale per block and a small integer scale
 * per group.
 */
final class SuperBlocks {

    private static final int VALUES = 256;
    private static final int GROUP = 32;

    private SuperBlocks() {}

    /** Block: scale, minimum, 12 bytes of 6-bit group scales and minima, 128 bytes of quanta. */
    static void q4K(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 144) {
            for (int group = 0; group < 8; group++) {
                float scale = groupScale(packed, from, group);
                float least = groupMinimum(packed, from, group);
                int quanta = from + 16 + group / 2 * GROUP;
                int shift = group % 2 * 4;
                for (int i = 0; i < GROUP; i++) {
                    values[to + group * GROUP + i] =
                            scale * (packed[quanta + i] >> shift & 15) - least;
                }
            }
        }
    }

    /**
     * Block: like {@link #q4K}, with 32 bytes of fifth bits (one bit per group) before the quanta.
     */
    static void q5K(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 176) {
            for (int group = 0; group < 8; group++) {
                float scale = groupScale(packed, from, group);
                float least = groupMinimum(packed, from, group);
                int quanta = from + 48 + group / 2 * GROUP;
                int shift = group % 2 * 4;
                for (int i = 0; i < GROUP; i++) {
                    int fifth = packed[from + 16 + i] >> group & 1;
                    values[to + group * GROUP + i] =
                            scale * ((packed[quanta + i] >> shift & 15) | fifth << 4) - least;
                }
            }
        }
    }

    /** Block: 128 bytes of low 4 bits, 64 of high 2 bits, 16 signed scales, the block's scale. */
    static void q6K(byte[] packed, float[] values) {
        int from = 0;
        for (int to = 0; to < values.length; to += VALUES, from += 210) {
            float scale = BlockDecoder.half(packed, from + 208);
            for (int half = 0; half < 2; half++) {
                for (int quarter = 0; quarter < 4; quarter++) {
                    int low = from + half * 64 + quarter % 2 * GROUP;
                    int high = from + 128 + half * GROUP;
                    int scales = from + 192 + half * 8 + quarter * 2;
                    int out = to + half * 128 + quarter * GROUP;
                    for (int i = 0; i < GROUP; i++) {
                        int quantum =
                                (packed[low + i] >> (quarter / 2 * 4) & 15)
                                        | (packed[high + i] >> (quarter * 2) & 3) << 4;
                        values[out + i] = scale * packed[scales + i / 16] * (quantum - 32);
                    }
                }
            }
        }
    }

    // Groups 0-3 have their 6-bit numbers in whole bytes. Those of groups 4-7 are split: their two
    // high bits are in the top bits of the bytes of groups 0-3.
    private static float groupScale(byte[] packed, int block, int group) {
        int at = block + 4 + group;
        int six =
                group < 4 ? packed[at] & 63 : (packed[at + 4] & 15) | (packed[at - 4] & 0xC0) >> 2;
        return BlockDecoder.half(packed, block) * six;
    }

    private static float groupMinimum(byte[] packed, int block, int group) {
        int at = block + 4 + group;
        int six =
                group < 4
                        ? packed[at + 4] & 63
                        : (packed[at + 4] >> 4 & 15) | (packed[at] & 0xC0) >> 2;
        return BlockDecoder.half(packed, block + 2) * six;
    }
}
