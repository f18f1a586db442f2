package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.RunStorage;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ended runs return to the queue; no process is started. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ResumeTests {

    private static final List<String> CPU = List.of("cpu");
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final TestDatabase database;
    private final TestServer server;
    private final Runs runs;
    private final WorkItems items;
    private final RunId run;

    ResumeTests(TestDatabase database, @TempDir Path home) {
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
    void aResumedRunIsANewAttemptWithoutEarlierFailures() {
        WorkItem first = claim();
        runs.starting(run, first.attempt());
        runs.retrying(run, "lost");
        items.requeue(first, 2, Duration.ZERO);
        runs.cancel(run);
        assertThat(runs.require(run).state()).isEqualTo(RunState.CANCELLED);

        assertThat(runs.resume(run)).isTrue();
        assertThat(runs.require(run).state()).isEqualTo(RunState.QUEUED);
        WorkItem second = claim();
        assertThat(second.run()).isEqualTo(run);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.failures()).isZero();
        assertThat(second.cancelRequested()).isFalse();
    }

    @Test
    void aRunIsClaimedOnlyByTheWorkerThatStoresItsCheckpoint() {
        runs.checkpoint(run, 2);
        server.get(RunStorage.class).keep(run, "other");
        assertThat(items.claim("w", LEASE, CPU)).isEmpty();
        assertThat(items.claim("other", LEASE, CPU)).isPresent();
    }

    @Test
    void theWorkerThatHeldARunBeforeItFailedIsFencedOff() {
        WorkItem first = claim();
        runs.failed(run, "lost");
        items.done(first);
        runs.resume(run);
        assertThat(claim().attempt()).isEqualTo(2);
        assertThatThrownBy(() -> items.renew(first, LEASE)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void aRunThatIsBeingTakenOutOfTheQueueIsQueuedAgain() throws InterruptedException {
        // the state after a cancellation during the release of the run
        database.jdbc().sql("UPDATE run SET state = 'CANCELLED'").update();
        collide(
                run,
                () -> {
                    WorkItem item = claim();
                    assertThat(runs.starting(run, item.attempt())).isFalse();
                    items.done(item);
                });
        assertThat(runs.require(run).state()).isEqualTo(RunState.QUEUED);
        assertThat(claim().run()).isEqualTo(run);
    }

    @Test
    void aResumedControlWaitsAgainForTheRunItNeeds() {
        RunId control = server.submitControl(run);
        runs.failed(run, "loss is NaN");
        items.done(claim());
        assertThat(runs.require(control).state()).isEqualTo(RunState.FAILED);

        runs.resume(run);
        assertThat(runs.resume(control)).isTrue();
        assertThat(runs.require(control).state()).isEqualTo(RunState.WAITING);
        assertThat(runs.require(control).reason()).isEqualTo("waits for run " + run);
        assertThat(claim().run()).isEqualTo(run);
        finish();
        assertThat(claim().run()).isEqualTo(control);
    }

    @Test
    void aControlWhoseRateIsKnownIsQueuedAtOnceAndItsSpecIsTheSame() {
        RunId control = server.submitControl(run);
        claim();
        runs.cancel(control);
        finish();
        assertThat(runs.resume(control)).isTrue();
        assertThat(runs.require(control).state()).isEqualTo(RunState.QUEUED);
        String spec = runs.provenance(control).orElseThrow().spec();
        assertThat(SpecJson.read(spec).method().sibling()).isEmpty();

        runs.cancel(control);
        assertThat(runs.resume(control)).isTrue();
        assertThat(claim().run()).isEqualTo(control);
        assertThat(runs.provenance(control).orElseThrow().spec()).isEqualTo(spec);
    }

    @Test
    void aControlFailsAgainIfTheRunItNeedsHasNoResult() {
        RunId control = server.submitControl(run);
        runs.failed(run, "loss is NaN");
        assertThat(runs.resume(control)).isTrue();
        assertThat(runs.require(control).state()).isEqualTo(RunState.FAILED);
        assertThat(runs.require(control).reason()).endsWith("which failed");
    }

    @Test
    void aControlIsNotLeftWaitingForARunThatEndsMeanwhile() throws InterruptedException {
        RunId control = server.submitControl(run);
        claim();
        runs.cancel(control);
        collide(control, this::finish);
        assertThat(runs.require(control).state()).isEqualTo(RunState.QUEUED);
        assertThat(claim().run()).isEqualTo(control);
    }

    private void collide(RunId resumed, Runnable change) throws InterruptedException {
        new Collision(database, server).of(change, () -> runs.resume(resumed));
    }

    private void finish() {
        var summary = new TreeMap<>(Map.of("a/executed_rate/unforced_tokens", 0.5));
        summary.put("a/executed_rate", 0.5);
        summary.put("a/executed_rate/unforced_tokens/layer_00", 0.5);
        runs.result(run, new RunEvent.Result(summary));
        runs.finished(run);
    }

    private WorkItem claim() {
        return items.claim("w", LEASE, CPU).orElseThrow();
    }
}
