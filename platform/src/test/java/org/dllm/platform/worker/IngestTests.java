package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.spool.SpoolLine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IngestTests {

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRunThatIsReadInOneBatchEndsWithTheStepsOfTraining(
            TestDatabase database, @TempDir Path home) {
        try (var server = new TestServer(database.clear(), home, TestServer.settings())) {
            var run = server.submit(40, 40);
            var item =
                    server.get(WorkItems.class)
                            .claim("w", Duration.ofMinutes(1), List.of("cpu"))
                            .orElseThrow();
            var summary = new TreeMap<>(Map.of("train/steps", 40.0));
            server.get(Ingest.class)
                    .store(
                            item,
                            List.of(
                                    line(1, new RunEvent.Progress("evaluate b", 3, 7, 1)),
                                    line(2, new RunEvent.Result(summary))));
            assertThat(server.run(run).step()).isEqualTo(40);
            assertThat(server.run(run).totalSteps()).isEqualTo(40);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aLineThatTheDatabaseRejectsIsLoggedAndBlocksNoOther(
            TestDatabase database, @TempDir Path home) {
        try (var server = new TestServer(database.clear(), home, TestServer.settings())) {
            RunId run = server.submit(40, 40);
            WorkItem item =
                    server.get(WorkItems.class)
                            .claim("w", Duration.ofMinutes(1), List.of("cpu"))
                            .orElseThrow();
            server.get(Ingest.class)
                    .store(
                            item,
                            List.of(
                                    line(1, new RunEvent.Log("INFO", "before")),
                                    line(2, new RunEvent.Metric("train/loss", 1, 2)),
                                    line(3, new RunEvent.Metric("k".repeat(251), 1, 2)),
                                    line(4, new RunEvent.Metric("train/loss", 2, 1)),
                                    line(5, new RunEvent.Log("INFO", "after"))));
            assertThat(server.get(Metrics.class).points(run, "train/loss"))
                    .extracting(MetricPoint::value)
                    .containsExactly(2.0, 1.0);
            assertThat(server.get(Metrics.class).series(run)).hasSize(1);
            List<LogLine> lines = server.get(RunLogs.class).after(run, 0, 10);
            assertThat(lines).extracting(LogLine::level).containsExactly("INFO", "ERROR", "INFO");
            assertThat(lines.get(1).message()).startsWith("an event could not be stored: ");
            assertThat(server.get(WorkItems.class).find(item.id()).orElseThrow().spoolSeq())
                    .isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aResultReadTwiceIsStoredOnceAndDeletedIfTrainingIsRepeated(
            TestDatabase database, @TempDir Path home) {
        try (var server = new TestServer(database.clear(), home, TestServer.settings())) {
            RunId run = server.submit(40, 40);
            WorkItem item =
                    server.get(WorkItems.class)
                            .claim("w", Duration.ofMinutes(1), List.of("cpu"))
                            .orElseThrow();
            var result = new RunEvent.TaskResult("a", "exact_match", 0.5, 0.1, 25);
            var checkpoint = new RunEvent.Checkpoint(40, "c", "", 1);
            Ingest ingest = server.get(Ingest.class);
            RunResults results = server.get(RunResults.class);
            ingest.store(item, List.of(line(1, checkpoint), line(2, result), line(3, result)));
            ingest.store(item, List.of(line(4, new RunEvent.Resumed(40))));
            assertThat(results.of(List.of(run))).isEqualTo(Map.of(run, List.of(result)));
            ingest.store(item, List.of(line(5, new RunEvent.Resumed(0))));
            assertThat(results.of(List.of(run))).isEmpty();
        }
    }

    private static SpoolLine line(long seq, RunEvent event) {
        return new SpoolLine(seq, Instant.EPOCH, event, null);
    }
}
