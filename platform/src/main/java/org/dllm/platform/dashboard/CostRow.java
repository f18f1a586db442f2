package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.method.TargetRate;
import org.jspecify.annotations.Nullable;

/**
 * A measured cost of a run and of a dense model.
 *
 * @param term the anchor of the cost in the glossary; null if the glossary does not define it
 * @param ratio this run's cost relative to the dense model's; absent without a dense model
 */
record CostRow(
        String label,
        @Nullable String term,
        String unit,
        Quantity mine,
        Quantity dense,
        Quantity ratio) {

    private static final String EXECUTED = "executed_rate";
    private static final String SHARE = "share of layers × tokens";
    private static final String RELATIVE = "relative to the dense model";

    private record Line(String metric, String label, String unit) {}

    private static final List<Line> LINES =
            List.of(
                    new Line(EXECUTED, "Executed rate", SHARE),
                    new Line("executed_rate/prompt", "… in the prompt", SHARE),
                    new Line("executed_rate/answer", "… in the answer", SHARE),
                    new Line("flops_ratio/paper", "FLOPs, paper", RELATIVE),
                    new Line("flops_ratio/layers", "FLOPs, layers", RELATIVE),
                    new Line("flops_ratio/layers/prompt", "… of prefill", RELATIVE),
                    new Line("flops_ratio/layers/answer", "… of decode", RELATIVE),
                    new Line("flops_ratio/all", "FLOPs, all", RELATIVE),
                    new Line("flops_ratio/all/prompt", "… of prefill", RELATIVE),
                    new Line("flops_ratio/all/answer", "… of decode", RELATIVE),
                    new Line("flops_ratio/decisions", "… of decisions", RELATIVE),
                    new Line("flops_per_token", "FLOPs per token", "FLOPs"),
                    new Line("kv_ratio", "KV kept", RELATIVE),
                    new Line("kv_entries", "KV entries", "per example, at the end of the answer"),
                    new Line("kv_bytes", "KV memory", "bytes of these entries in FP32"),
                    new Line(
                            "kv_bytes_allocated",
                            "KV allocated",
                            "bytes per example, with free places and padding"));

    /** A cost whose ratio is that of the two values. */
    static CostRow of(
            String label, @Nullable String term, String unit, Quantity mine, Quantity dense) {
        return new CostRow(label, term, unit, mine, dense, mine.by(dense));
    }

    /** The measured costs of one task, in display order. */
    static List<CostRow> of(
            String task, FinalMetrics mine, FinalMetrics dense, @Nullable TargetRate target) {
        var rows = new ArrayList<CostRow>();
        for (Line line : LINES) {
            String key = task + "/" + line.metric();
            String term = MetricTerms.anchor(line.metric());
            add(rows, of(line.label(), term, line.unit(), mine.of(key), dense.of(key)));
            if (line.metric().equals(EXECUTED) && target != null) {
                add(rows, reached(task, mine, dense, target));
            }
        }
        return rows;
    }

    private static void add(List<CostRow> rows, CostRow row) {
        if (row.mine().value() != null) {
            rows.add(row);
        }
    }

    /** The reached rate as the target counts it. */
    private static CostRow reached(
            String task, FinalMetrics mine, FinalMetrics dense, TargetRate target) {
        String key = task + "/" + target.metric();
        String unit =
                "target %s: %s".formatted(new Quantity(target.rate()).fixed(), target.counts());
        return of("… as the target counts", "target", unit, mine.of(key), dense.of(key));
    }
}
