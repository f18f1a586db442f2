package org.dllm.platform.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One measured cost of a run, beside what the dense model of the same experiment cost. */
record CostRow(String task, String label, String unit, Quantity mine, Quantity dense) {

    private record Line(String key, String label, String unit) {}

    private static final List<Line> LINES =
            List.of(
                    new Line("/executed_rate", "Layers executed", "share of layers × tokens"),
                    new Line("/executed_rate/prompt", "… in the prompt", "share"),
                    new Line("/executed_rate/answer", "… in the answer", "share"),
                    new Line("/flops_ratio/layers", "FLOPs, layers only", "of the dense model"),
                    new Line("/flops_ratio/all", "FLOPs, everything", "of the dense model"),
                    new Line("/flops_per_token", "FLOPs", "per token"),
                    new Line(
                            "/kv_ratio",
                            "Key-value entries kept",
                            "share of what all layers would hold of the same tokens"),
                    new Line(
                            "/kv_entries",
                            "Key-value entries held",
                            "per question at the end of its answer; longer answers hold more"));

    /** The costs of one task that were measured, in fixed order. */
    static List<CostRow> of(String task, Figures mine, Figures dense) {
        return LINES.stream()
                .map(line -> row(task, line, mine, dense))
                .filter(row -> row.mine().value() != null)
                .toList();
    }

    private static CostRow row(String task, Line line, Figures mine, Figures dense) {
        String key = task + line.key();
        return new CostRow(task, line.label(), line.unit(), mine.of(key), dense.of(key));
    }

    /** Mine by the dense model's; absent without one. */
    public Quantity ratio() {
        @Nullable Double own = mine.value();
        @Nullable Double other = dense.value();
        return new Quantity(own == null || other == null || other == 0 ? null : own / other);
    }
}
