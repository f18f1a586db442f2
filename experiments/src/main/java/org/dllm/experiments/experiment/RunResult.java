package org.dllm.experiments.experiment;

import java.util.Map;

/**
 * A finished run, as tables take it.
 *
 * @param name of the run: the variant's
 * @param method as the method calls itself, {@code MethodSpec.label}: {@code Dllm, no eviction}
 * @param summary as the run's {@link RunEvent.Result} told it
 */
public record RunResult(String name, String method, Map<String, Double> summary) {
    public RunResult {
        summary = Map.copyOf(summary);
    }

    double value(String key) {
        return summary.getOrDefault(key, Double.NaN);
    }
}
