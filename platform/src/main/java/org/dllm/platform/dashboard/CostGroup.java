package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dllm.experiments.method.TargetRate;
import org.jspecify.annotations.Nullable;

/**
 * Costs of a run that are measured in one way.
 *
 * @param note how they are measured
 */
record CostGroup(String title, String note, List<CostRow> rows) {

    private static final String SPEED = FinalMetrics.TIME + "speed/batch_";

    private static final List<Map.Entry<String, String>> PHASES =
            List.of(Map.entry("prefill", "Prefill"), Map.entry("decode", "Decode"));

    private static final List<Map.Entry<String, String>> STAGES =
            List.of(
                    Map.entry("train", "Peak in training"),
                    Map.entry("evaluate", "Peak in the evaluation"),
                    Map.entry("speed", "Peak in the measurement of speed"));

    /**
     * All measured costs: those of each task, the generation speed and the peak memory.
     *
     * @param dense the values of the dense run
     * @param target the rate that the method aims at; null if it has none
     */
    static List<CostGroup> of(FinalMetrics mine, FinalMetrics dense, @Nullable TargetRate target) {
        Stream<CostGroup> tasks =
                mine.measured().stream()
                        .map(task ->
                                new CostGroup(
                                        task.task(),
                                        "counted exactly",
                                        CostRow.of(task.task(), mine, dense, target)));
        var speed =
                new CostGroup(
                        "Generation speed",
                        "in this run, in turns with the dense model of the same weights; medians",
                        speed(mine));
        var memory = new CostGroup("Memory", "resident memory of the process", memory(mine, dense));
        return Stream.concat(tasks, Stream.of(speed, memory))
                .filter(group -> !group.rows().isEmpty())
                .toList();
    }

    private static List<CostRow> speed(FinalMetrics run) {
        List<Integer> batches =
                run.endings(SPEED).stream()
                        .map(ending -> Integer.valueOf(ending.substring(0, ending.indexOf('/'))))
                        .distinct()
                        .sorted(Comparator.naturalOrder())
                        .toList();
        var rows = new ArrayList<CostRow>();
        PHASES.forEach(phase -> {
            for (int batch : batches) {
                String key = SPEED + batch + "/" + phase.getKey() + "_";
                rows.add(
                        new CostRow(
                                "%s, batch %d".formatted(phase.getValue(), batch),
                                phase.getKey(),
                                "tokens per second; the ratio is the speed-up",
                                run.of(key + "tokens_per_second"),
                                run.of(key + "tokens_per_second_dense"),
                                run.of(key + "speedup")));
            }
        });
        for (int batch : batches) {
            String key = SPEED + batch + "/kv_bytes_allocated";
            rows.add(
                    CostRow.of(
                            "KV cache, batch " + batch,
                            "kv-cache",
                            "bytes allocated per sequence",
                            run.of(key),
                            run.of(key + "_dense")));
        }
        return rows;
    }

    private static List<CostRow> memory(FinalMetrics mine, FinalMetrics dense) {
        return STAGES.stream()
                .map(stage -> {
                    String key = FinalMetrics.TIME + stage.getKey() + "/peak_memory_bytes";
                    return CostRow.of(stage.getValue(), null, "bytes", mine.of(key), dense.of(key));
                })
                .filter(row -> row.mine().value() != null)
                .toList();
    }
}
