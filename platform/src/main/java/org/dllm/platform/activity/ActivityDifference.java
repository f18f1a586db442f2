package org.dllm.platform.activity;

import org.jspecify.annotations.Nullable;

/**
 * A count in which two runs differ.
 *
 * @param forced whether the executions were forced
 * @param first the first run's count; absent if it has none
 * @param second the second run's count; absent if it has none
 */
public record ActivityDifference(
        String task,
        String axis,
        String bucket,
        int layer,
        boolean forced,
        @Nullable Executions first,
        @Nullable Executions second) {

    /** {@code executions of layer 3 in chain, family sum: 3 of 10 and 4 of 10}. */
    public String describe() {
        return "executions of layer %d in %s, %s %s%s: %s and %s"
                .formatted(
                        layer,
                        task,
                        axis,
                        bucket,
                        forced ? " (forced)" : "",
                        shown(first),
                        shown(second));
    }

    private static String shown(@Nullable Executions counted) {
        return counted == null
                ? "no count"
                : "%,d of %,d".formatted(counted.executed(), counted.total());
    }
}
