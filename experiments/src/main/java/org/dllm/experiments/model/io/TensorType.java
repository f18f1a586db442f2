package org.dllm.experiments.model.io;

/**
 * Storage type of numbers: plain, or in blocks that share a scale.
 *
 * <p>The block formats are those of GGML; 32 or 256 consecutive values of a row make a block.
 */
public enum TensorType {
    F32(1, 4),
    F16(1, 2),
    BF16(1, 2),
    Q8_0(32, 34),
    Q4_0(32, 18),
    Q4_1(32, 20),
    Q5_0(32, 22),
    Q5_1(32, 24),
    Q4_K(256, 144),
    Q5_K(256, 176),
    Q6_K(256, 210);

    private final int blockValues;
    private final int blockBytes;

    TensorType(int blockValues, int blockBytes) {
        this.blockValues = blockValues;
        this.blockBytes = blockBytes;
    }

    /** Number of values in a block. */
    public int blockValues() {
        return blockValues;
    }

    /** Number of bytes of {@code values} numbers, which must be a multiple of the block size. */
    public long bytes(long values) {
        return values / blockValues * blockBytes;
    }
}
