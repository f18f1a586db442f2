package org.dllm.experiments.random;

import java.nio.charset.StandardCharsets;

/**
 * The random streams of one run. A stream is known by its name and counters, such as ("router
 * noise", step, sequence, layer), so a resumed run draws what the uninterrupted one would have.
 *
 * @param seed of the run
 */
public record RandomStreams(long seed) {

    /** The stream of this name and these counters, from its beginning. */
    public RandomStream stream(String name, long... counters) {
        return new RandomStream(key(name, counters));
    }

    /** A seed for a generator that is not ours, such as the tensor engine's. */
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
