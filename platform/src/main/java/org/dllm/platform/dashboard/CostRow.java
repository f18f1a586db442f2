package org.dllm.platform.dashboard;

import java.util.List;

/** One measured cost of a run, beside what the dense run of the same submission cost. */
record CostRow(String task, String label, String unit, Quantity mine, Quantity dense) {

    private record Line(String key, String label, String unit) {}

    private static final List<Line> LINES =
            List.of(
                    new Line("/executed_rate", "Layers executed", "share of layers × tokens"),
                    new Line("/executed_rate/prompt", "… in the prompt", "share"),
                    new Line("/executed_rate/answer", "… in the answer", "share"),
                    new Line("/flops_ratio/layers", "FLOPs layers", "of the dense model"),
                    new Line("/flops_ratio/all", "FLOPs all", "of the dense model"),
                    new Line("/flops_per_token", "FLOPs per token", "FLOPs"),
                    new Line(
                            "/kv_ratio",
                            "KV kept",
                            "share of what all layers would hold of the same tokens"),
                    new Line(
                            "/kv_entries",
                            "KV entries",
                            "per question at the end of its answer; longer answers hold more"),
                    new Line("/kv_bytes", "KV memory", "bytes of these entries in fp32"));

    /** The costs of one task that were measured, in fixed order. */
    static List<CostRow> of(String task, FinalMetrics mine, FinalMetrics dense) {
        return LINES.stream()
                .map(line -> row(task, line, mine, dense))
                .filter(row -> row.mine().value() != null)
                .toList();
    }

    private static CostRow row(String task, Line line, FinalMetrics mine, FinalMetrics dense) {
        String key = task + line.key();
        return new CostRow(task, line.label(), line.unit(), mine.of(key), dense.of(key));
    }

    /** Mine by the dense model's; absent without one. */
    public Quantity ratio() {
        return mine.by(dense);
    }
}
