package org.dllm.platform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.SettableClock;
import org.dllm.platform.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunsTests {

    private final TestDatabase database;
    private final Runs runs;
    private final SettableClock clock;

    RunsTests(TestDatabase database) {
        this.database = database.clear();
        this.runs = database.get(Runs.class);
        this.clock = database.get(SettableClock.class);
    }

    @Test
    void aSubmittedRunIsQueuedAndPublishesThat() {
        RunId id = TestRuns.queued(database);

        Run run = runs.require(id);
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.experiment()).isEqualTo("first-look");
        assertThat(run.createdAt()).isEqualTo(clock.instant());
        assertThat(run.summary()).isEmpty();
        assertThat(database.events().of(RunQueued.class))
                .containsExactly(new RunQueued(id, 0, "cpu"));
        assertThat(runs.provenance(id).orElseThrow().document()).isEqualTo("name: x\n");
    }

    @Test
    void workingTimeIsTheSumOfAttemptsWithoutPauses() {
        RunId id = TestRuns.queued(database);
        assertThat(runs.require(id).work()).isNull();
        runs.starting(id, 1);
        clock.advance(Duration.ofSeconds(5));
        runs.started(id);
        clock.advance(Duration.ofSeconds(18));
        assertThat(worked(id)).isEqualTo(Duration.ofSeconds(18));
        runs.cancelled(id);
        clock.advance(Duration.ofHours(1));
        runs.resume(id);
        assertThat(worked(id)).isEqualTo(Duration.ofSeconds(18));
        runs.starting(id, 2);
        runs.started(id);
        clock.advance(Duration.ofMillis(2500));
        runs.retrying(id, "its process is gone");
        clock.advance(Duration.ofHours(1));
        runs.starting(id, 3);
        runs.started(id);
        runs.started(id);
        clock.advance(Duration.ofSeconds(4));
        runs.finished(id);
        clock.advance(Duration.ofHours(1));
        assertThat(worked(id)).isEqualTo(Duration.ofMillis(24_500));
        assertThat(RunView.of(runs.require(id)).workedSeconds()).isEqualTo(24.5);
    }

    @Test
    void timeUntilAServerNoticesTheEndIsNotWorkingTime() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        clock.advance(Duration.ofSeconds(10));
        Instant end = clock.instant();
        clock.advance(Duration.ofHours(8));
        runs.stopped(id, end);
        runs.retrying(id, "its process is gone");
        assertThat(worked(id)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anAttemptEndsWhenAnotherWorkerTakesTheRunOver() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        clock.advance(Duration.ofSeconds(10));
        runs.starting(id, 2);
        clock.advance(Duration.ofSeconds(10));
        assertThat(worked(id)).isEqualTo(Duration.ofSeconds(10));
    }

    private Duration worked(RunId id) {
        return Objects.requireNonNull(runs.require(id).work()).until(clock.instant());
    }

    @Test
    void aResultCountsTheStepsOfTrainingAgain() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        runs.progress(id, new RunEvent.Progress("evaluate synthetic", 3, 7, 1));
        runs.result(id, new RunEvent.Result(new TreeMap<>(Map.of("train/steps", 40.0))));
        assertThat(runs.require(id).step()).isEqualTo(40);
        assertThat(runs.require(id).totalSteps()).isEqualTo(40);
        assertThat(runs.require(id).phase()).isEqualTo("train");
    }

    @Test
    void theProgressOfATaskWithTheLongestNameIsKept() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        String phase = "evaluate " + "t".repeat(100);
        runs.progress(id, new RunEvent.Progress(phase, 3, 7, 1));
        assertThat(runs.require(id).phase()).isEqualTo(phase);
    }

    @Test
    void aResultWithoutTrainingCountsNoSteps() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        runs.progress(id, new RunEvent.Progress("evaluate synthetic", 7, 7, 1));
        runs.result(id, new RunEvent.Result(new TreeMap<>()));
        assertThat(runs.require(id).step()).isZero();
        assertThat(runs.require(id).phase()).isNull();
    }

    @Test
    void aCheckpointMovesTheStepForward() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        runs.progress(id, new RunEvent.Progress("train", 31, 400, 1));
        runs.checkpoint(id, 38);
        assertThat(runs.require(id).step()).isEqualTo(38);
        runs.progress(id, new RunEvent.Progress("evaluate synthetic", 3, 7, 1));
        runs.checkpoint(id, 40);
        assertThat(runs.require(id).step()).isEqualTo(3);
    }

    @Test
    void aRunThatNeedsAnotherWaitsUntilReleasedWithItsFinalSpec() {
        RunId first = TestRuns.queued(database);
        RunId second = TestRuns.submit(database, "first-look", first, null);
        database.events().clear();

        assertThat(runs.require(second).state()).isEqualTo(RunState.WAITING);
        assertThat(runs.require(second).reason()).isEqualTo("waits for run " + first);
        assertThat(runs.waitingFor(first)).extracting(Run::id).containsExactly(second);

        assertThat(runs.released(second, "{\"rate\":0.5}", "cd".repeat(32))).isTrue();
        assertThat(runs.require(second).state()).isEqualTo(RunState.QUEUED);
        assertThat(runs.provenance(second).orElseThrow().spec()).isEqualTo("{\"rate\":0.5}");
        assertThat(database.events().of(RunQueued.class)).hasSize(1);
        assertThat(runs.released(second, "{}", "ef".repeat(32))).isFalse();
    }

    @Test
    void goesFromQueuedToFinished() {
        RunId id = TestRuns.queued(database);

        assertThat(runs.starting(id, 1)).isTrue();
        assertThat(runs.started(id)).isTrue();
        assertThat(runs.progress(id, new RunEvent.Progress("train", 100, 400, 2.5))).isTrue();
        Run running = runs.require(id);
        assertThat(running.state()).isEqualTo(RunState.RUNNING);
        assertThat(running.etaSeconds()).isEqualTo(120);

        clock.advance(Duration.ofMinutes(3));
        runs.manifest(id, new RunEvent.Manifest("{\"a\":1}", "12".repeat(32)));
        runs.result(
                id,
                new RunEvent.Result(
                        new TreeMap<>(
                                Map.of(
                                        "train/steps",
                                        100.0,
                                        "t/loss",
                                        Double.NaN,
                                        "t/rate",
                                        0.5,
                                        "t/top",
                                        Double.NEGATIVE_INFINITY))));
        assertThat(runs.finished(id)).isTrue();

        Run run = runs.require(id);
        assertThat(run.state()).isEqualTo(RunState.FINISHED);
        assertThat(run.step()).isEqualTo(100);
        assertThat(run.finishedAt()).isEqualTo(clock.instant());
        assertThat(run.summary())
                .containsEntry("t/loss", Double.NaN)
                .containsEntry("t/rate", 0.5)
                .containsEntry("t/top", Double.NEGATIVE_INFINITY);
        assertThat(run.etaSeconds()).isNull();
        assertThat(database.events().of(RunEnded.class))
                .containsExactly(new RunEnded(id, RunState.FINISHED));
    }

    @Test
    void aFinalStateDoesNotChange() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.failed(id, "out of memory");

        assertThat(runs.finished(id)).isFalse();
        assertThat(runs.started(id)).isFalse();
        assertThat(runs.retrying(id, "again")).isFalse();
        assertThat(runs.cancel(id)).isFalse();
        assertThat(runs.require(id).reason()).isEqualTo("out of memory");
    }

    @Test
    void aFailedRunIsResumedAndPublishesThat() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        var start = runs.require(id).startedAt();
        runs.checkpoint(id, 50);
        runs.failed(id, "out of memory");
        clock.advance(Duration.ofMinutes(3));
        database.events().clear();

        assertThat(runs.resume(id)).isTrue();
        Run run = runs.require(id);
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.reason()).isNull();
        assertThat(run.finishedAt()).isNull();
        assertThat(run.startedAt()).isEqualTo(start);
        assertThat(run.checkpointStep()).isEqualTo(50);
        assertThat(database.events().of(RunQueued.class))
                .containsExactly(new RunQueued(id, 0, "cpu"));
        assertThat(database.events().of(RunChanged.class)).containsExactly(new RunChanged(id));
    }

    @Test
    void onlyARunThatFailedOrWasCancelledIsResumed() {
        RunId id = TestRuns.queued(database);
        assertThat(runs.resume(id)).isFalse();
        runs.cancel(id);
        assertThat(runs.resume(id)).isTrue();
        assertThat(runs.resume(id)).isFalse();
        runs.finished(id);
        database.events().clear();
        assertThat(runs.resume(id)).isFalse();
        assertThat(runs.require(id).state()).isEqualTo(RunState.FINISHED);
        assertThat(database.events().of(RunQueued.class)).isEmpty();
    }

    @Test
    void aLostAttemptIsRetriedAndKeepsTheFirstStart() {
        RunId id = TestRuns.queued(database);
        runs.starting(id, 1);
        runs.started(id);
        var start = runs.require(id).startedAt();
        runs.checkpoint(id, 50);
        clock.advance(Duration.ofSeconds(10));

        assertThat(runs.retrying(id, "its process died")).isTrue();
        assertThat(runs.require(id).state()).isEqualTo(RunState.RETRYING);
        assertThat(runs.starting(id, 2)).isTrue();
        assertThat(runs.started(id)).isTrue();
        assertThat(runs.resumed(id, 50)).isTrue();

        Run run = runs.require(id);
        assertThat(run.attempt()).isEqualTo(2);
        assertThat(run.step()).isEqualTo(50);
        assertThat(run.checkpointStep()).isEqualTo(50);
        assertThat(run.startedAt()).isEqualTo(start);
        assertThat(run.reason()).isNull();
    }

    @Test
    void aQueuedRunIsCancelledAtOnceAndARunningOneWhenItsWorkerAnswers() {
        RunId queued = TestRuns.queued(database);
        RunId running = TestRuns.queued(database);
        runs.starting(running, 1);
        runs.started(running);

        assertThat(runs.cancel(queued)).isTrue();
        assertThat(runs.require(queued).state()).isEqualTo(RunState.CANCELLED);
        assertThat(runs.starting(queued, 1)).as("a worker that claimed it meanwhile").isFalse();

        assertThat(runs.cancel(running)).isTrue();
        assertThat(runs.require(running).state()).isEqualTo(RunState.RUNNING);
        assertThat(runs.require(running).reason())
                .isEqualTo("stops after this step, with a checkpoint");
        assertThat(runs.cancelled(running)).isTrue();
        assertThat(runs.require(running).state()).isEqualTo(RunState.CANCELLED);
        assertThat(database.events().of(RunCancelRequested.class)).hasSize(2);
    }

    @Test
    void aVerdictIsStored() {
        RunId id = TestRuns.queued(database);
        RunId again = TestRuns.submit(database, "first-look", null, id);
        runs.verdict(again, Verdict.DIVERGED, "train/loss at step 3");

        Run run = runs.require(again);
        assertThat(run.rerunOf()).isEqualTo(id);
        assertThat(run.verdict()).isEqualTo(Verdict.DIVERGED);
        assertThat(run.verdictDetail()).isEqualTo("train/loss at step 3");
    }

    @Test
    void anUnknownRunIsNamed() {
        assertThatThrownBy(() -> runs.require(new RunId("aaaaaaaa")))
                .isInstanceOf(RunNotFound.class)
                .hasMessage("there is no run aaaaaaaa");
    }
}
