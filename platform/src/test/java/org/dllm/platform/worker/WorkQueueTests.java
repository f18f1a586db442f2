package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.method.MeasuredRate;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.method.SearchedLayers;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The queue stays consistent with the runs; no process is started. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class WorkQueueTests {

    private static final List<String> CPU = List.of("cpu");

    private static final String RATE = "a/executed_rate/unforced_tokens";

    private final TestServer server;
    private final Runs runs;
    private final RunId needed;
    private final RunId control;

    WorkQueueTests(TestDatabase database, @TempDir Path home) {
        server = new TestServer(database.clear(), home, TestServer.settings());
        runs = server.get(Runs.class);
        needed = server.submit(3, 3);
        control = server.submitControl(needed);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aControlWaitsForTheRateOfItsSiblingAndIsThenQueued() {
        assertThat(claimed()).isEqualTo(needed);
        assertThat(claimed()).isNull();

        runs.result(needed, result(RATE, 0.625, RATE + "/layer_00", 0.7));
        runs.finished(needed);

        assertThat(server.run(control).state()).isEqualTo(RunState.QUEUED);
        assertThat(claimed()).isEqualTo(control);
        var provenance = runs.provenance(control).orElseThrow();
        var spec = SpecJson.read(provenance.spec());
        assertThat(((RandomSkip) spec.method()).measured())
                .isEqualTo(new MeasuredRate("scripted", RATE, 0.625, List.of(0.7)));
        assertThat(provenance.specSha256()).isEqualTo(SpecJson.sha256(spec));
    }

    @Test
    void aControlFailsWithTheRunItNeedsAndNamesIt() {
        runs.failed(needed, "loss is NaN");
        assertThat(server.run(control).state()).isEqualTo(RunState.FAILED);
        assertThat(server.run(control).reason())
                .isEqualTo("needs the result of run %s (scripted), which failed".formatted(needed));
    }

    @Test
    void aControlFailsWhenTheRunItNeedsIsCancelled() {
        runs.cancel(needed);
        assertThat(server.run(needed).state()).isEqualTo(RunState.CANCELLED);
        assertThat(server.run(control).reason()).endsWith("which was cancelled");
        assertThat(claimed()).isNull();
    }

    @Test
    void aControlFailsIfNoRateWasMeasured() {
        runs.result(needed, result("b/executed_rate", 0.5, "c", 1));
        runs.finished(needed);
        assertThat(server.run(control).state()).isEqualTo(RunState.FAILED);
        assertThat(server.run(control).reason())
                .startsWith("needs the result of run %s (scripted): ".formatted(needed))
                .endsWith("needs %s of scripted, but that run has not measured it".formatted(RATE));
    }

    @Test
    void aControlFailsIfTheRatesOfTheLayersWereNotMeasured() {
        runs.result(needed, result(RATE, 0.625, "a/executed_rate", 0.7));
        runs.finished(needed);
        assertThat(server.run(control).reason())
                .endsWith(
                        "needs %s/layer_00 of scripted, but that run has not measured it"
                                .formatted(RATE));
    }

    @Test
    void aSearchedControlTakesTheRateAndKeepsItsCalibrationText() {
        RunId searched =
                server.submit(
                        """
                        name: searched
                        model: {from: synthetic-base}
                        method: {type: SearchedLayers, rateOf: scripted, calibration: {set: {type: Synthetic}}}
                        evaluate: [{task: a, set: {type: Synthetic}}]
                        """,
                        needed);
        runs.result(needed, result("a/executed_rate", 0.625, "c", 1));
        runs.finished(needed);
        assertThat(server.run(searched).state()).isEqualTo(RunState.QUEUED);
        var spec = SpecJson.read(runs.provenance(searched).orElseThrow().spec());
        assertThat(spec.method().calibrationText()).isPresent();
        assertThat(spec.method().sibling()).isEmpty();
        assertThat(((SearchedLayers) spec.method()).measured())
                .isEqualTo(new MeasuredRate("scripted", "a/executed_rate", 0.625, List.of()));
    }

    @Test
    void aControlWhoseSpecCannotBeReadFailsAndTheRunItNeedsEnds() {
        server.setSpec(control, "{\"name\":\"x\",\"gone\":1}");
        runs.result(needed, result(RATE, 0.625, RATE + "/layer_00", 0.7));
        runs.finished(needed);
        assertThat(server.run(needed).state()).isEqualTo(RunState.FINISHED);
        assertThat(server.run(control).state()).isEqualTo(RunState.FAILED);
        assertThat(server.run(control).reason()).contains("gone");
    }

    @Test
    void aWaitingRunThatIsCancelledIsNotReleased() {
        runs.cancel(control);
        runs.result(needed, result(RATE, 0.625, RATE + "/layer_00", 0.7));
        runs.finished(needed);
        assertThat(server.run(control).state()).isEqualTo(RunState.CANCELLED);
    }

    private RunEvent.Result result(String first, double one, String second, double two) {
        return new RunEvent.Result(new TreeMap<>(Map.of(first, one, second, two)));
    }

    private @org.jspecify.annotations.Nullable RunId claimed() {
        return server.get(WorkItems.class)
                .claim("w", Duration.ofMinutes(1), CPU)
                .map(WorkItem::run)
                .orElse(null);
    }
}
