package org.dllm.experiments.eval;

/**
 * One measure of a metric, as tables and pages show it.
 *
 * @param name the key of its results; a key may have the suffix {@code /bucket} or {@code ,filter}
 * @param label the label in sentence case
 */
public record Measure(String name, String label, boolean higherIsBetter) {

    /** Whether {@code metric} is this measure, for all examples or for some of them. */
    boolean covers(String metric) {
        return metric.startsWith(name)
                && (metric.length() == name.length()
                        || "/,".indexOf(metric.charAt(name.length())) >= 0);
    }
}
