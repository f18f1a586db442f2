package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.RunEvent.Artifact;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.batch.RunProcess;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.metric.SeriesSummary;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.dllm.platform.spool.SpoolLine;
import org.dllm.platform.spool.SpoolReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real runs of a tiny model: a killed and resumed run has the same result as an undisturbed one.
 */
@Tag("slow")
class KilledRunTests {

    private static final int STEPS = 240;

    @TempDir Path home;
    private final TestDatabase database = TestDatabase.H2.clear();
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    @Test
    void aRunWhoseProcessesAreKilledEndsBitEqual() throws IOException {
        try (var server = server()) {
            RunId whole = server.submit(spec(), null);
            server.until(whole, RunState.FINISHED);

            RunId killed = server.submit(spec(), null);
            killAfter(server, killed, random.nextInt(1, 30));
            killAfter(server, killed, random.nextInt(31, 60));
            Run finished = server.until(killed, RunState.FINISHED);
            assertThat(finished.attempt()).isGreaterThanOrEqualTo(3);
            assertSame(server, whole, killed);
            assertThat(temporaryFiles()).as("what the killed ones left").isEmpty();
        }
    }

    @Test
    void aRunWhoseServersAreKilledEndsBitEqual() {
        RunId whole;
        RunId orphaned;
        try (var server = server()) {
            whole = server.submit(spec(), null);
            server.until(whole, RunState.FINISHED);
            orphaned = server.submit(spec(), null);
            server.until(() -> step(server, orphaned) > 3);
        }
        try (var server = server()) {
            server.until(() -> step(server, orphaned) > 50);
        }
        try (var server = server()) {
            Run finished = server.until(orphaned, RunState.FINISHED);
            assertThat(finished.attempt()).isEqualTo(1);
            assertSame(server, whole, orphaned);
        }
    }

    @Test
    void aCancelledAndFailedRunEndsBitEqualWhenItIsResumed() throws IOException {
        try (var server = server(TestServer.settings(1))) {
            RunId whole = server.submit(spec(), null);
            server.until(whole, RunState.FINISHED);

            RunId run = server.submit(spec(), null);
            int step = random.nextInt(1, 30);
            server.until(() -> step(server, run) >= step);
            server.get(Runs.class).cancel(run);
            Run cancelled = server.until(run, RunState.CANCELLED);
            assertThat(server.get(Runs.class).resume(run)).isTrue();
            killAfter(server, run, random.nextInt(41, 60));
            server.until(run, RunState.FAILED);
            assertThat(server.get(Runs.class).resume(run)).isTrue();

            Run finished = server.until(run, RunState.FINISHED);
            assertThat(finished.attempt()).isEqualTo(3);
            assertThat(finished.startedAt()).isEqualTo(cancelled.startedAt());
            assertThat(server.logged(run))
                    .filteredOn(line -> line.startsWith("resumes from"))
                    .hasSize(2);
            assertSame(server, whole, run);
        }
    }

    @Test
    void aRunKilledInTheMiddleOfATaskAnswersNoExampleTwice() throws IOException {
        try (var server = server()) {
            RunId whole = server.submit(longTask(), null);
            server.until(whole, RunState.FINISHED);

            RunId killed = server.submit(longTask(), null);
            server.until(() -> Files.exists(answers(server, killed)) && held(server, killed) > 20);
            kill(killed);
            long held = held(server, killed);
            Run finished = server.until(killed, RunState.FINISHED);

            assertThat(finished.attempt()).isEqualTo(2);
            assertThat(answers(server, killed)).hasSameBinaryContentAs(answers(server, whole));
            assertThat(evaluated(server, killed, 2).getFirst())
                    .as("examples done after the first batch of attempt 2")
                    .isGreaterThanOrEqualTo(held);
            assertThat(metrics(server, killed)).isEqualTo(metrics(server, whole));
        }
    }

    /** A task that takes seconds, so that the kill happens during evaluation. */
    private static String longTask() {
        return spec().replace("steps: " + STEPS, "steps: 4")
                .replace("limit: 6, maxNewTokens: 8", "limit: 200, maxNewTokens: 40, batch: 2");
    }

    private static Path answers(TestServer server, RunId run) {
        return server.folder(run).resolve("answers/cot.jsonl");
    }

    /** Number of complete lines after the header. */
    private static long held(TestServer server, RunId run) {
        try {
            String text = Files.readString(answers(server, run));
            return text.chars().filter(c -> c == '\n').count() - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Progress of the task after each batch of an attempt. */
    private static List<Long> evaluated(TestServer server, RunId run, int attempt) {
        Path spool = server.folder(run).resolve("attempts/" + attempt + "/spool.jsonl");
        return new SpoolReader(spool, 0)
                .next(10_000).stream()
                        .map(SpoolLine::event)
                        .filter(RunEvent.Progress.class::isInstance)
                        .map(RunEvent.Progress.class::cast)
                        .filter(progress -> progress.phase().equals("evaluate cot"))
                        .map(RunEvent.Progress::step)
                        .toList();
    }

    private static String spec() {
        return """
        name: tiny
        model: {shape: {layers: 3, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
        method: {type: Dllm, target: 0.5, keep: {layers: 1}, router: {type: TokenMlp, hidden: 8}}
        data: [{set: {type: Synthetic, examples: 30, seed: 1}}]
        train: {steps: %d, batch: 4, accumulate: 2, optimizer: {lr: 1e-2}, schedule: {warmup: 2}, checkpointEvery: 20}
        evaluate: %s
        resources: {threads: 1}
        """
                .formatted(
                        STEPS, "[{task: cot, set: {type: Synthetic}, limit: 6, maxNewTokens: 8}]");
    }

    private TestServer server() {
        return server(TestServer.settings());
    }

    private TestServer server(WorkSettings settings) {
        return new TestServer(database, home, settings, RunProcess.class, home);
    }

    private void killAfter(TestServer server, RunId run, int step) throws IOException {
        server.until(() -> step(server, run) >= step);
        // like the files of a shipped model, which are unpacked while the process is alive
        Files.writeString(server.folder(run).resolve("temporary/laid-out"), "");
        kill(run);
    }

    private void kill(RunId run) {
        new StoredRun(database)
                .pid(run)
                .flatMap(ProcessHandle::of)
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> file.toString().contains("/temporary/")).toList();
        }
    }

    private static long step(TestServer server, RunId run) {
        return server.get(Metrics.class).series(run).stream()
                .filter(series -> series.key().equals("train/loss"))
                .mapToLong(SeriesSummary::lastStep)
                .findAny()
                .orElse(0);
    }

    /** Compares all files, the result and all metrics except times. */
    private static void assertSame(TestServer server, RunId expected, RunId run) {
        assertThat(metrics(server, run)).isEqualTo(metrics(server, expected)).isNotEmpty();
        assertThat(metrics(server, run).get("train/loss")).hasSize(STEPS);
        assertThat(files(server, run)).isEqualTo(files(server, expected)).isNotEmpty();
        assertThat(timeless(server.run(run).summary()))
                .isEqualTo(timeless(server.run(expected).summary()))
                .isNotEmpty();
    }

    private static Map<String, List<Long>> metrics(TestServer server, RunId run) {
        var metrics = server.get(Metrics.class);
        return metrics.series(run).stream()
                .map(SeriesSummary::key)
                .filter(key -> !key.startsWith("time/"))
                .collect(
                        Collectors.toMap(
                                key -> key,
                                key ->
                                        metrics.points(run, key).stream()
                                                .map(point ->
                                                        Double.doubleToRawLongBits(point.value()))
                                                .toList()));
    }

    private static Map<String, String> files(TestServer server, RunId run) {
        return server.get(Artifacts.class).of(run).stream()
                .filter(artifact -> artifact.file().endsWith(".safetensors"))
                .collect(Collectors.toMap(Artifact::name, Artifact::sha256));
    }

    private static Map<String, Double> timeless(Map<String, Double> summary) {
        var kept = new TreeMap<>(summary);
        kept.keySet().removeIf(key -> key.startsWith("time/"));
        return kept;
    }
}
