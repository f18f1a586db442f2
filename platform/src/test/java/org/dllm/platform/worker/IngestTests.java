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
import org.dllm.platform.spool.SpoolLine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IngestTests {

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRunThatIsReadInOneGoEndsWithTheStepsOfTraining(
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

    private static SpoolLine line(long seq, RunEvent event) {
        return new SpoolLine(seq, Instant.EPOCH, event, null);
    }
}
