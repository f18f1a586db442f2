package org.dllm.experiments.eval;

/**
 * What a metric measures, as tables and pages present it.
 *
 * @param name the key of its results; a key may continue behind it with {@code /bucket} or {@code
 *     ,filter}
 * @param label in sentence case
 */
public record Measure(String name, String label, boolean higherIsBetter) {

    /** Whether {@code metric} is this measure, for all examples or for a part of them. */
    boolean covers(String metric) {
        return metric.startsWith(name)
                && (metric.length() == name.length()
                        || "/,".indexOf(metric.charAt(name.length())) >= 0);
    }
}
