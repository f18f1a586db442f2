package org.dllm.platform.dashboard;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anchors of metrics in the glossary. */
final class MetricTerms {

    static final Map<String, String> ANCHORS =
            Map.ofEntries(
                    Map.entry("executed_rate", "executed-rate"),
                    Map.entry("exact_match", "exact-match"),
                    Map.entry("acc", "acc"),
                    Map.entry("acc_norm", "acc-norm"),
                    Map.entry("acc_bytes", "acc-bytes"),
                    Map.entry("perplexity", "perplexity"),
                    Map.entry("flops_ratio/paper", "flops-paper"),
                    Map.entry("flops_ratio/layers", "flops-layers"),
                    Map.entry("flops_ratio/all", "flops-all"),
                    Map.entry("kv_ratio", "kv-kept"),
                    Map.entry("kv_entries", "kv-entry"),
                    Map.entry("kv_bytes_allocated", "kv-allocated"));

    private MetricTerms() {}

    /** The anchor of a metric without its filter; null if the glossary does not define it. */
    static @Nullable String anchor(String metric) {
        return ANCHORS.get(metric.replaceFirst(",.*", ""));
    }
}
