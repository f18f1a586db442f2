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
import java.util.Map;
import java.util.Objects;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A method that decides from data does so once per run, and a rerun decides alike. */
class RunCalibrationTests {

    private static final String LORA = "lora={rank: 2, targets: [q, v]}";

    @TempDir private Path folder;

    private static String shortened(String by) {
        return "{type: ShortenedLlama, by: "
                + by
                + ", remove: 1, keepEnds: false, calibration: {set: {type: Synthetic, examples:"
                + " 30, seed: 1}, rows: 4, tokens: 16}}";
    }

    /** The events of one attempt in a folder; trains up to a step. */
    private List<RunEvent> attempt(ExperimentSpec spec, String home, long until) {
        var events = new ArrayList<RunEvent>();
        try (var execution = open(spec, home, events)) {
            execution.train(until);
            execution.checkpoint();
            if (execution.step() == execution.steps()) {
                spec.evaluate().forEach(execution::measure);
                execution.publish();
            }
        }
        return events;
    }

    private RunExecution open(ExperimentSpec spec, String home, List<RunEvent> events) {
        return RunExecution.open(
                spec, new Workspace(folder.resolve(home), folder, FROZEN, events::add));
    }

    private static JsonNode manifest(List<RunEvent> events) {
        return events.stream()
                .filter(event -> event instanceof RunEvent.Manifest)
                .map(event -> JsonMapper.shared().readTree(((RunEvent.Manifest) event).json()))
                .findFirst()
                .orElseThrow();
    }

    private static Resolution.Removed removed(List<RunEvent> events) {
        return Objects.requireNonNull(Manifest.resolution(manifest(events)).removed());
    }

    private static List<String> logs(List<RunEvent> events) {
        return events.stream()
                .filter(event -> event instanceof RunEvent.Log)
                .map(event -> ((RunEvent.Log) event).message())
                .toList();
    }

    private static String weights(List<RunEvent> events) {
        return events.stream()
                .filter(event -> event instanceof RunEvent.Checkpoint)
                .map(event -> ((RunEvent.Checkpoint) event).sha256())
                .reduce("", (_, last) -> last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"perplexity", "taylor"})
    void theLeastImportantBlockIsRemoved(String by) {
        List<RunEvent> events = attempt(spec(shortened(by), TASK, LORA), "run", Long.MAX_VALUE);
        Resolution.Removed removed = removed(events);
        List<Double> scores = removed.scores();
        assertThat(scores).hasSize(3);
        assertThat(removed.order())
                .hasSize(3)
                .isSortedAccordingTo((a, b) -> Double.compare(scores.get(a), scores.get(b)));
        assertThat(removed.blocks()).containsExactly(removed.order().getFirst());
        assertThat(removed.source().text())
                .isEqualTo("4 rows of 16 tokens of synthetic/train, seed 1234");
        assertThat(manifest(events).path("resolutionSha256").asString("")).hasSize(64);
        assertThat(logs(events))
                .anySatisfy(line ->
                        assertThat(line).startsWith("removes the blocks " + removed.blocks()));
        assertThat(((RunEvent.Result) events.getLast()).summary())
                .hasEntrySatisfying("t/executed_rate", rate -> assertThat(rate).isEqualTo(2.0 / 3));
    }

    @Test
    void theBestSetOfLayersOnTheTextIsKept() {
        String searched =
                "{type: SearchedLayers, count: 2, calibration: {set: {type: Synthetic, examples:"
                        + " 30, seed: 1}, rows: 4, tokens: 16}}";
        List<RunEvent> events = attempt(spec(searched, TASK), "run", Long.MAX_VALUE);
        Resolution.Kept kept = Objects.requireNonNull(Manifest.resolution(manifest(events)).kept());
        assertThat(kept.tried())
                .extracting(Resolution.Candidate::layers)
                .containsExactlyInAnyOrder(List.of(0, 1), List.of(0, 2), List.of(1, 2));
        assertThat(kept.layers()).isEqualTo(kept.tried().getFirst().layers());
        assertThat(kept.tried()).extracting(Resolution.Candidate::nll).isSorted();
        assertThat(logs(events))
                .anySatisfy(
                        line -> assertThat(line).startsWith("keeps the layers " + kept.layers()));
        List<RunEvent> rerun = attempt(spec(searched, TASK), "rerun", Long.MAX_VALUE);
        assertThat(manifest(rerun)).isEqualTo(manifest(events));
        assertThat(weights(rerun)).isEqualTo(weights(events));
    }

    private static final String TEXT =
            "calibration: {set: {type: Synthetic, examples: 30, seed: 1}, rows: 4, tokens: 16}";

    /** The spec of a run that waits for a sibling, as the platform stores it. */
    private static ExperimentSpec waiting(String method) {
        String stored = SpecJson.canonical(spec(method, TASK));
        return SpecJson.read(stored.replace("\"rate\":1.0", "\"rateOf\":\"dllm\""));
    }

    @Test
    void aRunThatWaitedForItsSiblingsRateSearchesItsLayersThen() {
        var waiting = waiting("{type: SearchedLayers, rate: 1, " + TEXT + "}");
        var measured = waiting.withMeasuredRate("dllm", Map.of("t/executed_rate", 0.66));
        var stored = SpecJson.read(SpecJson.canonical(measured));
        assertThat(stored).isEqualTo(measured);
        List<RunEvent> events = attempt(stored, "run", Long.MAX_VALUE);
        Resolution resolution = Manifest.resolution(manifest(events));
        assertThat(Objects.requireNonNull(resolution.kept()).layers()).hasSize(2);
        assertThat(manifest(events).at("/spec/method/measured/run").asString("")).isEqualTo("dllm");
        assertThat(manifest(attempt(stored, "rerun", Long.MAX_VALUE))).isEqualTo(manifest(events));
    }

    @Test
    void blocksAreRemovedUntilTheSiblingsRateIsReached() {
        var waiting = waiting("{type: ShortenedLlama, rate: 1, keepEnds: false, " + TEXT + "}");
        var measured = waiting.withMeasuredRate("dllm", Map.of("t/executed_rate", 0.4));
        assertThat(removed(attempt(measured, "run", Long.MAX_VALUE)).blocks()).hasSize(2);
    }

    @Test
    void routersDecideAboutTheLayersThatTheSearchDoesNotKeep() {
        var spec =
                spec(
                        "{type: Dllm, target: 0.8, router: {type: TokenMlp, hidden: 8}, keep:"
                                + " {searched: 2, tokens: 1, "
                                + TEXT
                                + "}}",
                        TASK);
        List<RunEvent> whole = attempt(spec, "run", Long.MAX_VALUE);
        List<Integer> kept =
                Objects.requireNonNull(Manifest.resolution(manifest(whole)).kept()).layers();
        assertThat(kept).hasSize(2);
        attempt(spec, "resumed", 2);
        List<RunEvent> resumed = attempt(spec, "resumed", Long.MAX_VALUE);
        assertThat(weights(resumed)).isEqualTo(weights(whole));
        try (var published = PublishedRun.open(folder.resolve("run/artifacts"), folder)) {
            Gate gate = published.evaluatedModel().gate();
            for (int layer = 0; layer < 3; layer++) {
                assertThat(gate.at(0, 5, Site.attention(layer)))
                        .isEqualTo(kept.contains(layer) ? Gate.EXECUTE : Gate.ASK);
            }
        }
    }

    @Test
    void aResumedRunReadsWhatTheFirstAttemptDecided() {
        var spec = spec(shortened("perplexity"), TASK, LORA);
        List<RunEvent> whole = attempt(spec, "whole", Long.MAX_VALUE);
        List<RunEvent> first = attempt(spec, "resumed", 2);
        List<RunEvent> second = attempt(spec, "resumed", Long.MAX_VALUE);
        assertThat(logs(first)).anySatisfy(line -> assertThat(line).startsWith("calibrates "));
        assertThat(logs(second)).noneSatisfy(line -> assertThat(line).startsWith("calibrates "));
        assertThat(removed(second)).isEqualTo(removed(first)).isEqualTo(removed(whole));
        assertThat(weights(second)).isEqualTo(weights(whole));
    }

    @ParameterizedTest
    @ValueSource(strings = {"perplexity", "taylor"})
    void aRerunDecidesAlike(String by) {
        var spec = spec(shortened(by), TASK);
        List<RunEvent> first = attempt(spec, "first", Long.MAX_VALUE);
        List<RunEvent> second = attempt(spec, "second", Long.MAX_VALUE);
        assertThat(logs(second)).anySatisfy(line -> assertThat(line).startsWith("calibrates "));
        assertThat(manifest(second)).isEqualTo(manifest(first));
        assertThat(metrics(second)).isEqualTo(metrics(first));
        assertThat(weights(second)).isEqualTo(weights(first));
    }

    @Test
    void thePublishedModelLacksTheRemovedBlocks() {
        List<RunEvent> events =
                attempt(spec(shortened("taylor"), TASK, LORA), "run", Long.MAX_VALUE);
        int block = removed(events).blocks().getFirst();
        try (var published = PublishedRun.open(folder.resolve("run/artifacts"), folder)) {
            Gate gate = published.evaluatedModel().gate();
            for (int layer = 0; layer < 3; layer++) {
                assertThat(gate.at(0, 5, Site.attention(layer)))
                        .isEqualTo(layer == block ? Gate.SKIP : Gate.EXECUTE);
            }
        }
    }

    @Test
    void aChangedResolutionIsRefused() throws IOException {
        var spec = spec(shortened("perplexity"));
        attempt(spec, "run", 1);
        Path file = folder.resolve("run").resolve(ResolutionFile.NAME);
        String text = Files.readString(file);
        Files.writeString(file, text.replace("seed 1234", "seed 1235"));
        assertThatThrownBy(() -> attempt(spec, "run", 1))
                .hasMessageContaining(ResolutionFile.NAME)
                .hasMessageMatching(
                        ".* contain a resolution with the hash \\w{64}, found \\w{64};.*");
        Files.writeString(file, text.substring(0, text.length() / 2));
        assertThatThrownBy(() -> attempt(spec, "run", 1))
                .hasMessageContaining(ResolutionFile.NAME + " is damaged");
    }

    @Test
    void theResolutionOfAnotherSpecIsRefused() {
        attempt(spec(shortened("perplexity"), "train.steps=0"), "run", 0);
        assertThatThrownBy(() ->
                        attempt(spec(shortened("perplexity"), "train.steps=0", "seed=1"), "run", 0))
                .hasMessageMatching(".*resolution.json was expected to be of the spec .*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    method.remove=3 | method\\.remove: expected at most 2 of the model's 3 blocks, because one must stay, found 3
                    method.keepEnds=true | method\\.remove: expected at most 0 of the model's 3 blocks, because method\\.keepEnds keeps the first four and the last two, found 1
                    method.calibration.rows=31 | method\\.calibration: expected 31 examples of at least 16 tokens in synthetic/train, found \\d+; the longest of all 30 has \\d+ tokens; set fewer rows or tokens
                    method.calibration.tokens=65 | method\\.calibration\\.tokens: expected at most the model's context of 64, found 65
                    """)
    void whatTheModelOrTheTextCannotGiveIsRefused(String change, String message) {
        var spec = spec(shortened("taylor"), change);
        assertThatThrownBy(() -> open(spec, "run", new ArrayList<>())).hasMessageMatching(message);
    }

    @Test
    void noTaskEvaluatesTheTextThatChoosesTheKeptLayers() {
        String dllm =
                "{type: Dllm, target: 0.8, keep: {searched: 2, calibration: {set: {type:"
                        + " Synthetic, examples: 30, seed: 1}, split: test}}}";
        assertThatThrownBy(() -> spec(dllm, TASK))
                .hasMessageContaining("task t and method.keep.calibration both use the split test");
    }

    @Test
    void noTaskEvaluatesTheCalibrationText() {
        assertThatThrownBy(() -> spec(shortened("taylor"), TASK, "method.calibration.split=test"))
                .hasMessageContaining(
                        "training data that no task evaluates, but task t and method.calibration"
                                + " both use the split test of synthetic");
    }
}
