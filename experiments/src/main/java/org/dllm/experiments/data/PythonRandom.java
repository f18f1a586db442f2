package org.dllm.experiments.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Python's {@code random.Random} (MT19937, Matsumoto and Nishimura 1998), as far as {@code sample}
 * needs it: equal seeds give equal samples.
 */
final class PythonRandom {

    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int UPPER = 0x8000_0000;
    private static final int LOWER = 0x7fff_ffff;
    private static final int TWIST = 0x9908_b0df;

    /** Samples from at most this many elements, or more if the sample is large, shrink a list. */
    private static final int SMALL = 21;

    private final int[] state = new int[SIZE];
    private int next = SIZE;

    /**
     * @param seed not negative
     */
    PythonRandom(int seed) {
        state[0] = 19_650_218;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1_812_433_253 * mixed(i - 1) + i;
        }
        int i = 1;
        for (int k = 0; k < SIZE; k++) {
            state[i] = (state[i] ^ (mixed(i - 1) * 1_664_525)) + seed;
            i = following(i);
        }
        for (int k = 0; k < SIZE - 1; k++) {
            state[i] = (state[i] ^ (mixed(i - 1) * 1_566_083_941)) - i;
            i = following(i);
        }
        state[0] = UPPER;
    }

    private int mixed(int i) {
        return state[i] ^ (state[i] >>> 30);
    }

    private int following(int i) {
        if (i + 1 < SIZE) {
            return i + 1;
        }
        state[0] = state[SIZE - 1];
        return 1;
    }

    private int nextInt() {
        if (next == SIZE) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int y = (state[i] & UPPER) | (state[(i + 1) % SIZE] & LOWER);
            state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) * TWIST);
        }
        next = 0;
    }

    /** An index below {@code bound}, which is at least 1. */
    private int below(int bound) {
        int unused = Integer.numberOfLeadingZeros(bound);
        int drawn = nextInt() >>> unused;
        while (drawn >= bound) {
            drawn = nextInt() >>> unused;
        }
        return drawn;
    }

    /** Different elements in random order, as {@code random.sample(from, size)} draws them. */
    <T> List<T> sample(List<T> from, int size) {
        if (size > from.size()) {
            throw new IllegalArgumentException(
                    "expected at most %d elements to draw, found %d".formatted(from.size(), size));
        }
        double grown = size > 5 ? Math.pow(4, Math.ceil(Math.log(size * 3.0) / Math.log(4))) : 0;
        var sample = new ArrayList<T>();
        if (from.size() <= SMALL + grown) {
            var pool = new ArrayList<>(from);
            for (int i = 0; i < size; i++) {
                int last = from.size() - i - 1;
                int drawn = below(last + 1);
                sample.add(pool.get(drawn));
                pool.set(drawn, pool.get(last));
            }
            return sample;
        }
        var taken = new HashSet<Integer>();
        while (sample.size() < size) {
            int drawn = below(from.size());
            if (taken.add(drawn)) {
                sample.add(from.get(drawn));
            }
        }
        return sample;
    }
}
