package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.TinyRun.DENSE;
import static org.dllm.experiments.experiment.TinyRun.DLLM;
import static org.dllm.experiments.experiment.TinyRun.FROZEN;
import static org.dllm.experiments.experiment.TinyRun.MIXTURE;
import static org.dllm.experiments.experiment.TinyRun.RANDOM;
import static org.dllm.experiments.experiment.TinyRun.STEPS;
import static org.dllm.experiments.experiment.TinyRun.metrics;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.dllm.experiments.method.AlphaSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same spec gives the same run, independent of interruptions. */
class ReproductionTests {

    @TempDir private Path folder;

    private static ExperimentSpec adapted() {
        return spec(DLLM, "lora.rank=2", "lora.targets=[q, v, down]", "lora.dropout=0.1");
    }

    /** The events of a run, and the hash of its complete state. */
    private record Recorded(Map<String, Double> metrics, String state, List<RunEvent> events) {}

    private Recorded run(ExperimentSpec spec, Path home, int... stops) {
        var events = new ArrayList<RunEvent>();
        String state = "";
        for (int attempt = 0; attempt <= stops.length; attempt++) {
            long until = attempt < stops.length ? stops[attempt] : Long.MAX_VALUE;
            try (var execution =
                    RunExecution.open(spec, new Workspace(home, home, FROZEN, events::add))) {
                execution.train(until);
                state = execution.checkpoint().sha256();
            }
        }
        var metrics = new TreeMap<String, Double>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Metric(String key, long step, double value)
                    && !key.startsWith("time/")) {
                metrics.put(key + "@" + step, value);
            }
        }
        return new Recorded(metrics, state, events);
    }

    private Path home(String name) {
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {DENSE, DLLM, RANDOM, MIXTURE})
    void twoRunsOfOneSpecAreEqualBitForBit(String method) {
        var first = run(spec(method), home("first"));
        var second = run(spec(method), home("second"));
        int names =
                switch (method) {
                    case DLLM -> 7;
                    case MIXTURE -> 9;
                    default -> 6;
                };
        assertThat(second.metrics()).isEqualTo(first.metrics()).hasSize(names * STEPS);
        assertThat(second.state()).isEqualTo(first.state());
    }

    @Test
    void theWeightOfTheRateLossIsEmittedIfTheMethodHasOne() {
        var alpha = new AlphaSpec(1, "sine");
        Map<String, Double> recorded = run(spec(DLLM), home("dllm")).metrics();
        for (int step = 1; step <= STEPS; step++) {
            assertThat(recorded).containsEntry("train/alpha@" + step, alpha.at(step - 1, STEPS));
        }
        assertThat(run(spec(DENSE), home("dense")).metrics()).doesNotContainKey("train/alpha@1");
    }

    @Test
    void anotherSeedGivesAnotherRun() {
        assertThat(run(spec(DENSE, "seed=1"), home("one")).metrics())
                .isNotEqualTo(run(spec(DENSE), home("zero")).metrics());
    }

    @Test
    void aRunResumedAtAnyStepEqualsTheUninterruptedOne() {
        for (ExperimentSpec spec : List.of(spec(DENSE), adapted(), spec(RANDOM), spec(MIXTURE))) {
            String name = spec.method().getClass().getSimpleName();
            var whole = run(spec, home(name));
            for (int stop = 0; stop <= STEPS; stop++) {
                var resumed = run(spec, home(name + stop), stop);
                assertThat(resumed.events()).contains(new RunEvent.Resumed(stop));
                assertThat(resumed.metrics()).isEqualTo(whole.metrics());
                assertThat(resumed.state()).isEqualTo(whole.state());
            }
            var often = run(spec, home(name + "often"), 1, 2, 3, 4, 5);
            assertThat(often.state()).isEqualTo(whole.state());
        }
    }

    @Test
    void aRunWithAControllerIsResumedWithTheWeightThatFollows() {
        var spec = spec(TinyRun.CONTROLLED);
        var whole = run(spec, home("whole"));
        assertThat(whole.metrics().get("train/alpha@1")).isZero();
        assertThat(whole.metrics().get("train/alpha@" + STEPS)).isPositive();
        for (int stop = 1; stop < STEPS; stop++) {
            var resumed = run(spec, home("stopped" + stop), stop);
            assertThat(resumed.metrics()).isEqualTo(whole.metrics());
            assertThat(resumed.state()).isEqualTo(whole.state());
        }
    }

    @Test
    void metricsOfEarlierAttemptsAreRetractedWithoutACheckpoint() {
        var events = run(spec(DENSE), home("run"), 2).events();
        assertThat(events)
                .filteredOn(RunEvent.Resumed.class::isInstance)
                .containsExactly(new RunEvent.Resumed(0), new RunEvent.Resumed(2));
        assertThat(events.indexOf(new RunEvent.Resumed(0)))
                .isLessThan(
                        events.stream()
                                .filter(RunEvent.Metric.class::isInstance)
                                .findFirst()
                                .map(events::indexOf)
                                .orElseThrow());
    }

    @Test
    void aDamagedCheckpointFallsBackToThePreviousOneWithAnEqualResult() throws IOException {
        var whole = run(spec(DENSE), home("whole"));
        var events = run(spec(DENSE), home("torn"), 2, 4).events();
        assertThat(events).contains(new RunEvent.Resumed(4));
        try (var files = Files.list(home("torn").resolve("checkpoints"))) {
            Path newest = files.sorted().toList().getLast();
            Files.write(newest, new byte[] {1, 2, 3});
        }
        var mended = run(spec(DENSE), home("torn"));
        assertThat(mended.events()).contains(new RunEvent.Resumed(4));
        assertThat(mended.state()).isEqualTo(whole.state());
    }

    @Test
    void aCheckpointOfAnotherSpecIsRefused() {
        run(spec(DENSE), home("run"), 2);
        assertThatThrownBy(() -> run(spec(DENSE, "seed=1"), home("run")))
                .hasMessageContaining("another spec");
    }

    /** A clock that advances by one second at each reading. */
    private static MonotonicClock ticking() {
        var seconds = new AtomicLong();
        return () -> Duration.ofSeconds(seconds.incrementAndGet()).toNanos();
    }

    @Test
    void aBudgetOfTimeBecomesStepsThatARerunRepeats() throws IOException {
        var spec = spec(DENSE, "budget.minutes=0.1", "train.steps=1000");
        var first = new ArrayList<RunEvent>();
        trainToTheEnd(spec, new Workspace(home("first"), folder, ticking(), first::add));
        RunLength length = RunLength.in(home("first")).orElseThrow();
        assertThat(length.spent()).isTrue();
        // a budget of six seconds, with a clock that advances by one second per step
        assertThat(length.given()).isEqualTo(6);
        assertThat(length.planned()).isGreaterThanOrEqualTo(length.given()).isLessThan(1000);

        Files.createDirectories(home("second"));
        Files.copy(home("first").resolve(RunLength.FILE), home("second").resolve(RunLength.FILE));
        var second = new ArrayList<RunEvent>();
        trainToTheEnd(spec, new Workspace(home("second"), folder, FROZEN, second::add));
        assertThat(metrics(second)).isEqualTo(metrics(first)).isNotEmpty();
    }

    private static void trainToTheEnd(ExperimentSpec spec, Workspace workspace) {
        try (var execution = RunExecution.open(spec, workspace)) {
            assertThat(execution.train(Long.MAX_VALUE)).isFalse();
        }
    }

    @Test
    void theManifestRecordsTheConditionsOfEarlierAttempts() {
        String os = System.getProperty("os.name");
        System.setProperty("os.name", "Elsewhere");
        try (var begun = RunExecution.open(spec(DENSE), workspace(_ -> {}))) {
            begun.train(2);
            begun.checkpoint();
        } finally {
            System.setProperty("os.name", os);
        }
        var recorded = new ArrayList<String>();
        for (int attempt = 0; attempt < 2; attempt++) {
            try (var resumed = RunExecution.open(spec(DENSE), workspace(_ -> {}))) {
                resumed.train(4);
                resumed.checkpoint();
            }
        }
        try (var resumed =
                RunExecution.open(
                        spec(DENSE),
                        workspace(event -> {
                            if (event instanceof RunEvent.Manifest(String json, _)) {
                                recorded.add(json);
                            }
                        }))) {
            assertThat(resumed.step()).isEqualTo(4);
        }
        assertThat(recorded)
                .singleElement()
                .asString()
                .containsOnlyOnce("Elsewhere")
                .containsPattern("\"earlier\":\\[\\{[^]]*Elsewhere");
    }

    private Workspace workspace(Consumer<RunEvent> events) {
        return new Workspace(home("moved"), folder, FROZEN, events);
    }

    @Test
    void theManifestHasWhatDecidesTheResultAndNoMachinePaths() {
        var events = run(spec(DENSE), home("run")).events();
        var manifest =
                (RunEvent.Manifest)
                        events.stream()
                                .filter(e -> e instanceof RunEvent.Manifest)
                                .findFirst()
                                .orElseThrow();
        assertThat(manifest.json())
                .contains("\"specSha256\"", "\"tokenizerSha256\"", "synthetic/train", "PyTorch")
                .doesNotContain(folder.toString())
                .doesNotContain(System.getProperty("user.home") + "/");
        assertThat(manifest.sha256()).isEqualTo(Hashes.sha256(manifest.json()));
    }
}
