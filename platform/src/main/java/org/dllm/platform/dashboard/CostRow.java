package org.dllm.platform.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measured cost of a run and of the dense run of its submission.
 *
 * @param term the anchor of the cost in the glossary; null if the glossary does not define it
 */
record CostRow(
        String task,
        String label,
        @Nullable String term,
        String unit,
        Quantity mine,
        Quantity dense) {

    private record Line(String metric, String label, String unit) {}

    private static final List<Line> LINES =
            List.of(
                    new Line("executed_rate", "Executed rate", "share of layers × tokens"),
                    new Line("executed_rate/prompt", "… in the prompt", "share of layers × tokens"),
                    new Line("executed_rate/answer", "… in the answer", "share of layers × tokens"),
                    new Line("flops_ratio/layers", "FLOPs, layers", "relative to the dense model"),
                    new Line("flops_ratio/all", "FLOPs, all", "relative to the dense model"),
                    new Line(
                            "flops_ratio/decisions",
                            "… of decisions",
                            "relative to the dense model"),
                    new Line("flops_per_token", "FLOPs per token", "FLOPs"),
                    new Line("kv_ratio", "KV kept", "relative to the dense model"),
                    new Line("kv_entries", "KV entries", "per example, at the end of the answer"),
                    new Line("kv_bytes", "KV memory", "bytes of these entries in FP32"));

    /** The measured costs of one task, in display order. */
    static List<CostRow> of(String task, FinalMetrics mine, FinalMetrics dense) {
        return LINES.stream()
                .map(line -> row(task, line, mine, dense))
                .filter(row -> row.mine().value() != null)
                .toList();
    }

    private static CostRow row(String task, Line line, FinalMetrics mine, FinalMetrics dense) {
        String key = task + "/" + line.metric();
        return new CostRow(
                task,
                line.label(),
                MetricTerms.anchor(line.metric()),
                line.unit(),
                mine.of(key),
                dense.of(key));
    }

    /** This run's cost divided by the dense run's; absent without a dense run. */
    public Quantity ratio() {
        return mine.by(dense);
    }
}
