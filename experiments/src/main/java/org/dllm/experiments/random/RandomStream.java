package org.dllm.experiments.random;

/**
 * A random stream: the n-th number is a hash of the stream's key and n (SplitMix64; Steele, Lea and
 * Flood 2014). Implemented here, with {@link StrictMath}, so that every JDK and machine gives the
 * same bits.
 */
public final class RandomStream {

    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    RandomStream(long key) {
        state = key;
    }

    /** 64 uniform bits. */
    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in the open interval (0, 1), so that its logarithm is finite. */
    public double uniform() {
        return ((next() >>> 12) + 0.5) * 0x1.0p-52;
    }

    /** Uniform integer in 0 … {@code bound} − 1. */
    public int below(int bound) {
        return (int) Math.multiplyHigh(next() >>> 1, 2L * bound);
    }

    /** Normal with mean 0 and standard deviation 1 (Box and Muller 1958). */
    public double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform()));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }

    /** Logistic: distributed as the difference of two standard Gumbel variables. */
    public double logistic() {
        double u = uniform();
        return StrictMath.log(u) - StrictMath.log1p(-u);
    }

    /** Shuffles {@code items} in place (Fisher and Yates). */
    public void shuffle(int[] items) {
        for (int i = items.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int item = items[i];
            items[i] = items[j];
            items[j] = item;
        }
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
