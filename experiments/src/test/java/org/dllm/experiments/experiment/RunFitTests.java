package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dllm.experiments.experiment.TinyRun.FROZEN;
import static org.dllm.experiments.experiment.TinyRun.TASK;
import static org.dllm.experiments.experiment.TinyRun.metrics;
import static org.dllm.experiments.experiment.TinyRun.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A method that decides after training does so once per run, and a rerun decides alike. */
class RunFitTests {

    private static final String LORA = "lora={rank: 2, targets: [q, v]}";

    @TempDir private Path folder;

    private static String adaInfer(String per) {
        return "{type: AdaInfer, hidden: 4, probes: [0, 1], per: %s, fit: {heldOut: 6, epochs: 3}}"
                .formatted(per);
    }

    private RunExecution open(ExperimentSpec spec, String home, List<RunEvent> events) {
        return RunExecution.open(
                spec, new Workspace(folder.resolve(home), folder, FROZEN, events::add));
    }

    /** The events of an attempt that ends after the stage fit. */
    private List<RunEvent> untilFitted(ExperimentSpec spec, String home) {
        var events = new ArrayList<RunEvent>();
        try (var execution = open(spec, home, events)) {
            execution.train(Long.MAX_VALUE);
            execution.checkpoint();
            execution.fit();
        }
        return events;
    }

    private List<RunEvent> whole(ExperimentSpec spec, String home) {
        var events = new ArrayList<RunEvent>();
        try (var execution = open(spec, home, events)) {
            execution.train(Long.MAX_VALUE);
            execution.checkpoint();
            execution.fit();
            spec.evaluate().forEach(execution::measure);
            execution.publish();
        }
        return events;
    }

    private static String lastManifest(List<RunEvent> events) {
        return events.stream()
                .filter(event -> event instanceof RunEvent.Manifest)
                .map(event -> ((RunEvent.Manifest) event).json())
                .reduce("", (_, last) -> last);
    }

    private static Resolution.Exit exit(List<RunEvent> events) {
        var manifest = JsonMapper.shared().readTree(lastManifest(events));
        return Objects.requireNonNull(Manifest.resolution(manifest).exit());
    }

    private static List<RunEvent> evaluated(List<RunEvent> events) {
        return metrics(events).stream()
                .filter(event -> ((RunEvent.Metric) event).key().startsWith("t/"))
                .toList();
    }

    private static boolean fits(List<RunEvent> events) {
        return events.stream()
                .anyMatch(event ->
                        event instanceof RunEvent.Log(_, String line) && line.startsWith("fits "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "sequence"})
    void anAttemptAfterTheFitHasTheSameClassifierAndResults(String per) {
        var spec = spec(adaInfer(per), TASK, LORA);
        List<RunEvent> whole = whole(spec, "whole");
        List<RunEvent> first = untilFitted(spec, "resumed");
        List<RunEvent> second = whole(spec, "resumed");
        assertThat(fits(whole)).isTrue();
        assertThat(fits(first)).isTrue();
        assertThat(fits(second)).isFalse();
        assertThat(exit(second)).isEqualTo(exit(first)).isEqualTo(exit(whole));
        assertThat(evaluated(second)).isEqualTo(evaluated(whole)).isNotEmpty();
    }

    @Test
    void aRerunFitsAlike() {
        var spec = spec(adaInfer("token"), TASK);
        List<RunEvent> first = whole(spec, "first");
        List<RunEvent> second = whole(spec, "second");
        assertThat(fits(second)).isTrue();
        assertThat(lastManifest(second)).isEqualTo(lastManifest(first));
        assertThat(metrics(second)).isEqualTo(metrics(first));
    }

    @Test
    void theResolutionSaysWhatWasFitted() {
        Resolution.Exit exit = exit(untilFitted(spec(adaInfer("sequence"), LORA), "run"));
        // six prompts, two probes
        assertThat(exit.samples()).isEqualTo(12);
        assertThat(exit.positives()).isBetween(0.0, 1.0);
        assertThat(exit.accuracy()).isBetween(0.5, 1.0);
        assertThat(exit.source().text()).isEqualTo("6 held-out training examples");
        assertThat(exit.source().sha256()).hasSize(64);
    }

    @Test
    void theStageReportsProgress() {
        assertThat(untilFitted(spec(adaInfer("token"), LORA), "run"))
                .anyMatch(event ->
                        event instanceof RunEvent.Progress(String phase, long done, long total, _)
                                && phase.equals("fit")
                                && done == 6
                                && total == 6);
    }

    @Test
    void nothingIsEvaluatedBeforeTheFit() {
        var spec = spec(adaInfer("token"), TASK, LORA);
        try (var execution = open(spec, "run", new ArrayList<>())) {
            assertThatThrownBy(execution::fit)
                    .hasMessageStartingWith("cannot fit: expected all 6 steps trained");
            execution.train(Long.MAX_VALUE);
            assertThatThrownBy(() -> execution.measure(spec.evaluate().getFirst()))
                    .hasMessage("cannot evaluate: AdaInfer must be fitted first");
        }
    }

    @Test
    void thePublishedModelHasTheClassifier() {
        whole(spec(adaInfer("token"), TASK, LORA), "run");
        try (var published = PublishedRun.open(folder.resolve("run/artifacts"), folder)) {
            Gate gate = published.evaluatedModel().gate();
            assertThat(gate.at(0, 5, Site.attention(0))).isEqualTo(Gate.EXECUTE);
            assertThat(gate.at(0, 5, Site.attention(1))).isEqualTo(Gate.ASK);
            assertThat(published.evaluatedModel().costs().exits()).isTrue();
        }
    }

    @Test
    void aChangedClassifierIsRefused() throws IOException {
        var spec = spec(adaInfer("token"), LORA);
        untilFitted(spec, "run");
        Path file = folder.resolve("run").resolve(ResolutionFile.FITTED);
        Files.writeString(file, Files.readString(file).replace("\"samples\":", "\"samples\":1"));
        assertThatThrownBy(() -> untilFitted(spec, "run"))
                .hasMessageContaining("fitted.json was expected to contain a resolution");
    }

    @Test
    void moreHeldOutExamplesThanThereAreIsAnError() {
        var spec = spec(adaInfer("token"), LORA, "method.fit.heldOut=29");
        assertThatThrownBy(() -> open(spec, "run", new ArrayList<>()))
                .hasMessage(
                        "data[0]: expected more than the 29 examples that the method holds out,"
                                + " found 29 examples");
    }
}
