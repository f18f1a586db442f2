package org.dllm.platform.metric;

import org.jspecify.annotations.Nullable;

/**
 * A point in which two runs differ.
 *
 * @param first bits of the first run's value; absent if it has no such point
 * @param second bits of the second run's value; absent if it has no such point
 */
public record MetricDifference(String key, long step, @Nullable Long first, @Nullable Long second) {

    /** {@code train/loss at step 3: 1.25 and 1.2500000000000002}. */
    public String describe() {
        String one = shown(first);
        String other = shown(second);
        if (first != null && second != null && one.equals(other)) {
            // NaNs with different bits look alike.
            one += " (0x" + Long.toHexString(first) + ")";
            other += " (0x" + Long.toHexString(second) + ")";
        }
        return key + " at step " + step + ": " + one + " and " + other;
    }

    private static String shown(@Nullable Long bits) {
        return bits == null ? "no point" : String.valueOf(Double.longBitsToDouble(bits));
    }
}
