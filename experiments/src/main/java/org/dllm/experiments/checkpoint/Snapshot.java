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
 * Everything that is needed to resume a run.
 *
 * @param tensors float32 tensors by unique name, in order
 * @param facts steps taken, position in the data and the like
 */
public record Snapshot(SequencedMap<String, Tensor> tensors, Map<String, String> facts) {
    public Snapshot {
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /**
     * A tensor whose values are read on demand, because all tensors of a large model may not fit in
     * Java's heap.
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

    /** A required fact. */
    public String fact(String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the checkpoint lacks the fact " + name + ", it has only " + facts.keySet());
        }
        return value;
    }

    /** {@link #fact} as an integer. */
    public long number(String name) {
        return Long.parseLong(fact(name));
    }
}
