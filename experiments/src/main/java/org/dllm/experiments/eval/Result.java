package org.dllm.experiments.eval;

import org.jspecify.annotations.Nullable;

/**
 * One measured number of a task.
 *
 * @param metric its key within the task, such as {@code exact_match} or {@code
 *     exact_match/family=chain}
 * @param stderr standard error over the examples; null where none is defined
 * @param n examples that the value is computed from
 */
public record Result(String metric, double value, @Nullable Double stderr, long n) {}
