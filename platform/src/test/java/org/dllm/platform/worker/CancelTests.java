package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancellation of a run while a transaction that changes its state is not committed yet. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CancelTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final TestDatabase database;
    private final TestServer server;
    private final Runs runs;
    private final WorkItems items;
    private final RunId run;

    CancelTests(TestDatabase database, @TempDir Path home) {
        this.database = database.clear();
        server = new TestServer(database, home, TestServer.settings());
        runs = server.get(Runs.class);
        items = server.get(WorkItems.class);
        run = server.submit(3, 3);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRunThatIsBeingQueuedAgainIsCancelled() throws InterruptedException {
        WorkItem item = items.claim("w", LEASE, List.of("cpu")).orElseThrow();
        runs.starting(run, item.attempt());
        cancelDuring(
                run,
                () -> {
                    items.renew(item, LEASE);
                    runs.retrying(run, "lost");
                    items.requeue(item, 1, Duration.ZERO);
                });
        assertThat(runs.require(run).state()).isEqualTo(RunState.CANCELLED);
        assertThat(items.claim("w", LEASE, List.of("cpu"))).isEmpty();
    }

    @Test
    void aRunThatIsBeingReleasedIsCancelledAndNotExecuted() throws InterruptedException {
        RunId control = server.submitControl(run);
        WorkItem item = items.claim("w", LEASE, List.of("cpu")).orElseThrow();
        var summary = new TreeMap<>(Map.of("a/executed_rate/unforced_tokens", 0.5));
        summary.put("a/executed_rate", 0.5);
        summary.put("a/executed_rate/unforced_tokens/layer_00", 0.5);
        runs.result(run, new RunEvent.Result(summary));
        cancelDuring(
                control,
                () -> {
                    runs.finished(run);
                    items.done(item);
                });
        assertThat(runs.require(control).state()).isEqualTo(RunState.CANCELLED);
        server.worker().poll();
        assertThat(server.folder(control).resolve("attempts")).doesNotExist();
        assertThat(items.cancel(control)).as("is still queued").isFalse();
    }

    private void cancelDuring(RunId cancelled, Runnable change) throws InterruptedException {
        new Collision(database, server).of(change, () -> runs.cancel(cancelled));
    }
}
