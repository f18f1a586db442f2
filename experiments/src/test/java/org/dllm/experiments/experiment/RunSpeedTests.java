package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.TinyRun.DENSE;
import static org.dllm.experiments.experiment.TinyRun.DLLM;
import static org.dllm.experiments.experiment.TinyRun.FROZEN;
import static org.dllm.experiments.experiment.TinyRun.RANDOM;
import static org.dllm.experiments.experiment.TinyRun.TASK;
import static org.dllm.experiments.experiment.TinyRun.metrics;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The speed of a run's model is measured against the dense model; no test depends on a time. */
class RunSpeedTests {

    private static final String SPEED =
            "speed={batch: 3, promptTokens: 12, answerTokens: 5, turns: 2}";

    @TempDir private Path folder;

    private List<RunEvent> run(ExperimentSpec spec, String home) {
        var events = new ArrayList<RunEvent>();
        var workspace = new Workspace(folder.resolve(home), folder, FROZEN, events::add);
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.train(Long.MAX_VALUE);
            execution.checkpoint();
            execution.fit();
            spec.evaluate().forEach(execution::measure);
            execution.measureSpeed();
            execution.publish();
        }
        return events;
    }

    private static Map<String, Double> speeds(List<RunEvent> events) {
        var speeds = new TreeMap<String, Double>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Metric(String key, long step, double value)
                    && key.startsWith("time/speed/batch_")) {
                assertThat(step).isEqualTo(TinyRun.STEPS);
                speeds.put(key, value);
            }
        }
        return speeds;
    }

    private static Map<String, Double> summary(List<RunEvent> events) {
        return ((RunEvent.Result) events.getLast()).summary();
    }

    private static long measuredTurns(List<RunEvent> events) {
        return events.stream()
                .filter(event ->
                        event instanceof RunEvent.Progress progress
                                && progress.phase().equals("speed"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DENSE,
                DLLM,
                RANDOM,
                TinyRun.MIXTURE,
                "{type: AdaInfer, hidden: 4, probes: [0], fit: {heldOut: 6, epochs: 1}}"
            })
    void prefillAndDecodeOfEachBatchHaveSpeedsAndARatio(String method) {
        List<RunEvent> events = run(spec(method, TASK, SPEED), "run");
        Map<String, Double> speeds = speeds(events);
        assertThat(speeds).hasSize(2 * (2 * 3 + 2));
        for (int batch : List.of(1, 3)) {
            for (String phase : List.of("prefill", "decode")) {
                String key = "time/speed/batch_%d/%s_".formatted(batch, phase);
                assertThat(speeds)
                        .containsKeys(
                                key + "tokens_per_second",
                                key + "tokens_per_second_dense",
                                key + "speedup");
            }
        }
        assertThat(speeds.values()).allSatisfy(value -> assertThat(value).isFinite().isPositive());
        assertThat(summary(events)).containsAllEntriesOf(speeds);
        // two batches, two turns and one to warm up
        assertThat(measuredTurns(events)).isEqualTo(6);
    }

    @Test
    void theCachesOfBothModelsAreCounted() {
        String half = "{type: StaticLayers, layers: [0]}";
        Map<String, Double> speeds = speeds(run(spec(half, TASK, SPEED), "run"));
        for (int batch : List.of(1, 3)) {
            String key = "time/speed/batch_%d/kv_bytes_allocated".formatted(batch);
            // 12 tokens and 6 free places; a key and a value of 8 numbers; one of three layers
            assertThat(speeds).containsEntry(key + "_dense", 3.0 * 18 * 2 * 8 * 4);
            assertThat(speeds.get(key)).isLessThan(speeds.get(key + "_dense"));
        }
    }

    @Test
    void aLaterAttemptReadsTheMeasurementBack() {
        ExperimentSpec spec = spec(DLLM, TASK, SPEED);
        List<RunEvent> first = run(spec, "run");
        List<RunEvent> second = run(spec, "run");
        assertThat(measuredTurns(second)).isZero();
        assertThat(speeds(second)).isEqualTo(speeds(first));
        assertThat(summary(second)).containsAllEntriesOf(speeds(first));
    }

    @Test
    void theMeasurementOfAnotherModelIsNotReadBack() {
        ExperimentSpec spec = spec(DLLM, TASK, SPEED);
        var workspace = new Workspace(folder.resolve("run"), folder, FROZEN, _ -> {});
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.train(3);
            execution.checkpoint();
            execution.measureSpeed();
        }
        assertThat(folder.resolve("run/speed.json")).exists();
        assertThat(measuredTurns(run(spec, "run"))).isEqualTo(6);
    }

    @Test
    void resultsDoNotDependOnTheMeasurement() {
        List<RunEvent> with = run(spec(DLLM, TASK, SPEED), "with");
        List<RunEvent> without = run(spec(DLLM, TASK), "without");
        assertThat(metrics(with)).isEqualTo(metrics(without)).isNotEmpty();
        assertThat(speeds(without)).isEmpty();
    }

    @Test
    void aSpecWithoutTheBlockKeepsItsText() {
        assertThat(SpecJson.canonical(spec(DLLM, TASK))).doesNotContain("speed");
    }

    @Test
    void withoutATaskThereAreNoPrompts() {
        assertThatThrownBy(() -> spec(DENSE, SPEED))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(
                        "at least one task in evaluate, since speed is measured with the prompts of"
                                + " the first one");
    }

    @Test
    void aPromptThatDoesNotFitIsRefusedBeforeTraining() {
        ExperimentSpec spec = spec(DENSE, TASK, "speed={promptTokens: 60, answerTokens: 5}");
        var workspace = new Workspace(folder.resolve("run"), folder, FROZEN, _ -> {});
        assertThatThrownBy(() -> RunExecution.open(spec, workspace))
                .hasMessage(
                        "speed.promptTokens: expected at most 59, so that 5 generated tokens fit"
                                + " the model's context of 64 tokens, found 60");
    }
}
