package org.dllm.experiments.eval;

import org.jspecify.annotations.Nullable;

/**
 * One measured number of a task.
 *
 * @param metric its key within the task, such as {@code exact_match} or {@code
 *     exact_match/family=chain}
 * @param stderr standard error over the examples; null if none is defined
 * @param n number of examples
 */
public record Result(String metric, double value, @Nullable Double stderr, long n) {

    /**
     * The key of the standard error, as in lm-evaluation-harness: {@code
     * exact_match_stderr,strict-match/family=chain}.
     */
    public String stderrKey() {
        return metric.replaceFirst("^[^,/]+", "$0_stderr");
    }

    /** The key of one layer's number; layers count from 0. */
    static String ofLayer(String metric, int layer) {
        return "%s/layer_%02d".formatted(metric, layer);
    }

    /**
     * A share of examples, with the standard error of a mean as lm-evaluation-harness computes it:
     * the sample's standard deviation, divided by √n. It is undefined for one example.
     */
    static Result mean(String metric, long right, long n) {
        double p = (double) right / n;
        return new Result(metric, p, n > 1 ? Math.sqrt(p * (1 - p) / (n - 1)) : null, n);
    }
}
