package org.dllm.experiments.random;

import java.nio.charset.StandardCharsets;

/**
 * The random streams of one run. A name and counters, such as ("router noise", step, sequence,
 * layer), identify a stream, so a resumed run draws the same numbers as an uninterrupted one.
 *
 * @param seed seed of the run
 */
public record RandomStreams(long seed) {

    /** A new stream, at its beginning, for this name and these counters. */
    public RandomStream stream(String name, long... counters) {
        return new RandomStream(key(name, counters));
    }

    /** A seed for an external generator, such as the tensor engine's. */
    public int seed(String name, long... counters) {
        return (int) (key(name, counters) >>> 33);
    }

    private long key(String name, long... counters) {
        long key = RandomStream.mix(seed);
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            key = RandomStream.mix(key ^ letter);
        }
        for (long counter : counters) {
            key = RandomStream.mix(key + RandomStream.GOLDEN ^ counter);
        }
        return key;
    }
}
