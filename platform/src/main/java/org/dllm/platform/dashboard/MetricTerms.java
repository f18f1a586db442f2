package org.dllm.platform.dashboard;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anchors of metrics in the glossary. */
final class MetricTerms {

    static final Map<String, String> ANCHORS =
            Map.of(
                    "executed_rate", "executed-rate",
                    "exact_match", "exact-match",
                    "acc", "acc",
                    "acc_norm", "acc-norm",
                    "acc_bytes", "acc-bytes",
                    "perplexity", "perplexity",
                    "flops_ratio/layers", "flops-layers",
                    "flops_ratio/all", "flops-all",
                    "kv_ratio", "kv-kept",
                    "kv_entries", "kv-entry");

    private MetricTerms() {}

    /** The anchor of a metric without its filter; null if the glossary does not define it. */
    static @Nullable String anchor(String metric) {
        return ANCHORS.get(metric.replaceFirst(",.*", ""));
    }
}
