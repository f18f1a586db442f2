package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkersTests {

    private static final List<String> CPU = List.of("cpu");
    private static final Duration LEASE = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theServersOwnWorkerComesFirstThenThoseThatHoldRuns(
            TestDatabase database, @TempDir Path home) {
        try (var server = new TestServer(database.clear(), home, TestServer.settings())) {
            RunId held = server.submit(3, 3);
            RunId next = server.submit(3, 3);
            RunId last = server.submit(3, 3);
            Workers workers = server.get(Workers.class);
            assertThat(workers.queue(10)).containsExactly(held, next, last);

            WorkItem item = server.get(WorkItems.class).claim("other", LEASE, CPU).orElseThrow();
            server.get(Runs.class).starting(held, item.attempt());
            server.get(Runs.class).cancel(held);
            assertThat(workers.queue(10)).containsExactly(next, last);
            assertThat(workers.queue(1)).containsExactly(next);

            List<WorkerStatus> all = workers.all();
            assertThat(all).extracting(WorkerStatus::name).last().isEqualTo("other");
            assertThat(all).hasSize(2);
            assertThat(all.getFirst().slots()).isEqualTo(1);
            assertThat(all.getFirst().held()).isEmpty();
            assertThat(all.getLast().slots()).isNull();
            WorkerStatus.Held work = all.getLast().held().getFirst();
            assertThat(work.run()).isEqualTo(held);
            assertThat(work.attempt()).isEqualTo(1);
            assertThat(work.pid()).isNull();
            assertThat(work.stopping()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void queuedRunsHavePositionsInTheOrderOfClaims(TestDatabase database, @TempDir Path home) {
        try (var server = new TestServer(database.clear(), home, TestServer.settings())) {
            RunId second = server.submit(3, 3);
            RunId third = server.submit(3, 3);
            RunId first = server.submit(3, 3);
            RunId waiting = server.submitControl(third);
            database.jdbc()
                    .sql("UPDATE work_item SET priority = 1 WHERE run_id = :run")
                    .param("run", first.value())
                    .update();
            Workers workers = server.get(Workers.class);
            assertThat(workers.queue(10)).containsExactly(first, second, third);
            assertThat(workers.queued()).isEqualTo(3);
            assertThat(workers.places(List.of(third, first, waiting)))
                    .containsOnly(Map.entry(first, 1), Map.entry(third, 3));
            assertThat(workers.places(List.of())).isEmpty();

            assertThat(server.get(WorkItems.class).claim("other", LEASE, CPU)).isPresent();
            assertThat(workers.queued()).isEqualTo(2);
            assertThat(workers.places(List.of(third, first))).containsOnly(Map.entry(third, 2));
        }
    }
}
