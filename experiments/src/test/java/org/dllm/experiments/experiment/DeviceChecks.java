package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.eval.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a whole experiment on a device, from initial to published weights. Each kind of device is a
 * subclass, so that all devices run the same checks.
 */
abstract class DeviceChecks {

    private static final MonotonicClock FROZEN = () -> 0;
    private static final String SPEC =
            """
            name: tiny
            model: {shape: {layers: 3, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
            method: {type: Dllm, target: 0.5, keep: {layers: 1}, router: {type: TokenMlp, hidden: 8}}
            data: [{set: {type: Synthetic, examples: 30, seed: 1}}]
            train: {steps: 6, batch: 4, accumulate: 2, optimizer: {lr: 1e-2}, schedule: {warmup: 2}}
            evaluate: [{task: t, set: {type: Synthetic, examples: 5, seed: 1}, limit: 5, maxNewTokens: 6}]
            """;

    @TempDir private Path folder;

    abstract String device();

    @Test
    void anExperimentGivesTheSameResultAsOnTheCpu() {
        var here = metrics(device(), "here");
        var there = metrics("cpu", "there");
        assertThat(here.keySet()).isEqualTo(there.keySet());
        here.forEach((key, value) -> {
            // rounding may change a decision or a token, and with it the counts
            if (key.startsWith("train/")) {
                assertThat(value).as(key).isCloseTo(there.get(key), offset(1e-3));
            }
        });
    }

    @Test
    void anExperimentRepeatsBitForBit() {
        assertThat(metrics(device(), "first")).isEqualTo(metrics(device(), "second"));
    }

    private Map<String, Double> metrics(String device, String name) {
        var spec =
                SpecDocument.parse(SPEC, List.of("resources.device=" + device))
                        .plan()
                        .getFirst()
                        .spec();
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(folder.resolve(name), folder, FROZEN, events::add);
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.train(3);
            execution.checkpoint();
        }
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.train(Long.MAX_VALUE);
            execution.checkpoint();
            for (TaskSpec task : spec.evaluate()) {
                execution.measure(task);
            }
            execution.publish();
        }
        var metrics = new TreeMap<String, Double>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Metric(String key, long step, double value)
                    && !key.startsWith("time/")) {
                metrics.put(key + "@" + step, value);
            }
        }
        assertThat(events).hasAtLeastOneElementOfType(RunEvent.LayerActivity.class);
        assertThat(events).hasAtLeastOneElementOfType(RunEvent.Artifact.class);
        return metrics;
    }
}
