package org.dllm.platform.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Ended runs side by side. */
final class Comparison {

    private static final List<String> SHOWN =
            List.of("exact_match", "perplexity", "executed_rate", "flops_ratio/all", "kv_ratio");

    private Comparison() {}

    static String of(List<RunView> runs) {
        var table = new TextTable("run", "metric", ">value");
        for (RunView run : runs) {
            Map<String, Double> summary = Objects.requireNonNullElse(run.summary(), Map.of());
            summary.entrySet().stream()
                    .filter(entry -> SHOWN.stream().anyMatch(entry.getKey()::endsWith))
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(e -> table.row(run.name(), e.getKey(), Words.number(e.getValue())));
        }
        return table.toString();
    }
}
