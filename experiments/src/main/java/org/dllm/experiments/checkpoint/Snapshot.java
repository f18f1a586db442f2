package org.dllm.experiments.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Everything that a run goes on from.
 *
 * @param tensors float32, by names that are unique in the run, in order
 * @param facts steps taken, position in the data and the like
 */
public record Snapshot(SequencedMap<String, Tensor> tensors, Map<String, String> facts) {
    public Snapshot {
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /**
     * One tensor, whose values are made when they are asked for: all of a large model's together
     * are more than Java's heap holds.
     *
     * @param source the values, row-major, native order
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Tensor(long[] shape, Supplier<ByteBuffer> source) {

        public ByteBuffer values() {
            return source.get();
        }

        long bytes() {
            return Arrays.stream(shape).reduce(Float.BYTES, Math::multiplyExact);
        }
    }

    /** A fact that must be there. */
    public String fact(String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the checkpoint does not say " + name + ", only " + facts.keySet());
        }
        return value;
    }

    /** {@link #fact} as a whole number. */
    public long number(String name) {
        return Long.parseLong(fact(name));
    }
}
