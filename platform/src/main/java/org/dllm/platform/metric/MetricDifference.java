package org.dllm.platform.metric;

import org.jspecify.annotations.Nullable;

/**
 * A point that two runs do not have alike.
 *
 * @param first bits of the one's value; absent when it has no such point
 * @param second bits of the other's value; absent when it has no such point
 */
public record MetricDifference(String key, long step, @Nullable Long first, @Nullable Long second) {

    /** {@code train/loss at step 3: 1.25 and 1.2500000000000002}. */
    public String describe() {
        String one = shown(first);
        String other = shown(second);
        if (first != null && second != null && one.equals(other)) {
            // Two NaNs of different bits.
            one += " (0x" + Long.toHexString(first) + ")";
            other += " (0x" + Long.toHexString(second) + ")";
        }
        return key + " at step " + step + ": " + one + " and " + other;
    }

    private static String shown(@Nullable Long bits) {
        return bits == null ? "no point" : String.valueOf(Double.longBitsToDouble(bits));
    }
}
