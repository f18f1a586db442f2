package org.dllm.platform.dashboard;

import java.util.Arrays;

/** A mean and the standard deviation of the sample. */
record Estimate(Quantity mean, Quantity deviation, int n) {

    static Estimate of(double... values) {
        int n = values.length;
        if (n == 0) {
            return new Estimate(new Quantity(null), new Quantity(null), 0);
        }
        double mean = Arrays.stream(values).sum() / n;
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        return new Estimate(
                new Quantity(mean), new Quantity(n < 2 ? null : Math.sqrt(squares / (n - 1))), n);
    }

    /** {@code 0.596 ± 0.031}. */
    public String text() {
        return deviation.value() == null ? mean.fixed() : mean.fixed() + " ± " + deviation.fixed();
    }

    /** The exact values, shown on hover. */
    public String exact() {
        return "%s ± %s, n = %d".formatted(mean.exact(), deviation.exact(), n);
    }
}
