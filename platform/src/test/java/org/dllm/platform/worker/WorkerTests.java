package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Real processes that carry out a script instead of a model. */
class WorkerTests {

    private static final List<String> CPU = List.of("cpu");

    @TempDir Path home;
    private TestDatabase database = TestDatabase.H2;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatARunTellsIsStored(TestDatabase either) {
        database = either;
        try (var server = server()) {
            RunId run = server.submit(5, 2);
            var finished = server.until(run, RunState.FINISHED);
            assertThat(finished.attempt()).isEqualTo(1);
            assertThat(finished.checkpointStep()).isEqualTo(5);
            everyStepIsThereOnce(server, run, 5);
            assertThat(logged(server, run))
                    .contains(
                            "open",
                            "train 1",
                            "checkpoint 4",
                            "evaluate b",
                            "activity a",
                            "publish");
            assertThat(server.folder(run).resolve("batch.mv.db")).exists();
            assertThat(itemState(run)).isEqualTo("DONE");
        }
    }

    @Test
    void aKilledProcessIsGoneOnWithFromItsCheckpoint() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 5=die", "evaluate b=die");
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(3);
            everyStepIsThereOnce(server, run, 7);
            assertThat(logged(server, run).stream().filter("evaluate a"::equals)).hasSize(1);
            assertThat(logged(server, run).stream().filter("train 4"::equals)).hasSize(2);
        }
    }

    @Test
    void aRunThatDivergesIsNotTriedAgain() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 5=diverge");
            var failed = server.until(run, RunState.FAILED);
            assertThat(failed.attempt()).isEqualTo(1);
            assertThat(failed.reason()).isEqualTo("loss is NaN; last checkpoint checkpoints/3");
        }
    }

    @Test
    void aRunThatGainsNoGroundFailsAfterThreeAttempts() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 5=die!");
            var failed = server.until(run, RunState.FAILED);
            assertThat(failed.attempt()).as("the first had a checkpoint").isEqualTo(3);
            assertThat(failed.reason())
                    .isEqualTo(
                            "its process was killed (SIGKILL) (3 attempts without a new"
                                    + " checkpoint)");
        }
    }

    @Test
    void aCancelledRunStopsWithACheckpoint() {
        try (var server = server()) {
            RunId run = server.submit(100_000, 50_000);
            server.until(() -> logged(server, run).contains("train 5"));
            server.get(Runs.class).cancel(run);
            var cancelled = server.until(run, RunState.CANCELLED);
            assertThat(cancelled.checkpointStep()).isPositive();
            assertThat(itemState(run)).isEqualTo("DONE");
        }
    }

    @Test
    void aProcessThatDoesNotStopIsKilledAfterTheGrace() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 2=hang");
            server.until(() -> logged(server, run).contains("train 1"));
            server.get(Runs.class).cancel(run);
            server.until(run, RunState.CANCELLED);
        }
    }

    @Test
    void aRunBetweenTwoAttemptsIsCancelledAtOnce() {
        try (var server = server()) {
            RunId run = server.submit(7, 3);
            WorkItem item =
                    server.get(WorkItems.class)
                            .claim("w", Duration.ofMinutes(1), CPU)
                            .orElseThrow();
            server.get(Runs.class).retrying(run, "lost");
            server.get(WorkItems.class).requeue(item, 1);
            server.get(Runs.class).cancel(run);
            assertThat(server.run(run).state()).isEqualTo(RunState.CANCELLED);
            assertThat(itemState(run)).isEqualTo("DONE");
        }
    }

    @Test
    void aProcessOutlivesItsServerAndIsFoundByTheNext() {
        RunId run;
        long pid;
        try (var server = server()) {
            run = server.submit(7, 3, "train 3=linger");
            server.until(() -> logged(server, run).contains("train 1"));
            pid = pid(run);
        }
        assertThat(ProcessHandle.of(pid)).isPresent();
        try (var server = server()) {
            server.worker().look();
            assertThat(pid(run)).isEqualTo(pid);
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            everyStepIsThereOnce(server, run, 7);
        }
    }

    @Test
    void aProcessWhoseNumberNobodyWroteDownIsFoundByItsFile() {
        RunId run;
        try (var server = server()) {
            run = server.submit(7, 3, "train 3=linger");
            server.until(() -> logged(server, run).contains("train 1"));
            database.jdbc().sql("UPDATE work_item SET pid = NULL, pid_started_at = NULL").update();
        }
        try (var server = server()) {
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            everyStepIsThereOnce(server, run, 7);
        }
    }

    @Test
    void whatAProcessDidAfterItsServerDiedIsRead() {
        RunId run;
        try (var server = server()) {
            run = server.submit(7, 3);
            server.until(() -> pidIsKnown(run));
            ProcessHandle.of(pid(run)).orElseThrow().onExit().join();
            assertThat(server.run(run).step()).isZero();
        }
        try (var server = server()) {
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            everyStepIsThereOnce(server, run, 7);
        }
    }

    @Test
    void aServerThatStopsLeavesNothingRunningAndLosesNothing() {
        RunId run;
        try (var server = server()) {
            run = server.submit(400, 1000);
            server.until(() -> logged(server, run).contains("train 5"));
            long pid = pid(run);
            server.worker().stop();
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(server.run(run).state()).isEqualTo(RunState.RETRYING);
            assertThat(server.run(run).checkpointStep()).isPositive();
        }
        try (var server = server()) {
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(2);
            everyStepIsThereOnce(server, run, 400);
        }
    }

    @Test
    void aProcessThatDoesNotStopWithItsServerCostsItsRunNoAttempt() {
        var usual = TestServer.settings();
        var impatient =
                new WorkSettings(
                        1,
                        usual.devices(),
                        usual.lease(),
                        usual.poll(),
                        Duration.ofMillis(100),
                        usual.goodbye(),
                        usual.attempts());
        try (var server = new TestServer(database.clear(), home, impatient)) {
            RunId run = server.submit(7, 3, "train 2=hang");
            server.until(() -> logged(server, run).contains("train 1"));
            server.worker().stop();
            assertThat(server.run(run).state()).isEqualTo(RunState.RETRYING);
            assertThat(server.run(run).reason()).startsWith("was stopped and will go on");
            assertThat(failures(run)).isZero();
        }
    }

    @Test
    void anotherServerTakesOverWhenTheLeaseIsOver(@TempDir Path elsewhere) {
        var settings = settings(Duration.ofMillis(500));
        try (var first = new TestServer(database.clear(), home, settings);
                var second = new TestServer(database, elsewhere, settings)) {
            RunId run = first.submit(7, 3, "train 3=hang");
            first.until(() -> logged(first, run).contains("train 2"));
            long zombie = pid(run);

            assertThat(second.until(run, RunState.FINISHED).attempt()).isEqualTo(2);
            first.worker().look();
            first.until(() -> ProcessHandle.of(zombie).filter(ProcessHandle::isAlive).isEmpty());
            everyStepIsThereOnce(second, run, 7);
        }
    }

    @Test
    void aProcessThatCannotBeStartedCostsItsRunNoAttemptAndTheOthersNothing() throws IOException {
        try (var server = server()) {
            RunId run = server.submit(3, 3);
            Path obstacle = Files.createFile(server.folder(run).resolve("attempts"));
            RunId other = server.submit(3, 3);
            server.until(other, RunState.FINISHED);
            server.until(() -> postponed(run) > TestServer.settings().attempts());
            assertThat(server.run(run).state()).isEqualTo(RunState.RETRYING);
            assertThat(server.run(run).reason())
                    .startsWith("cannot be started: ")
                    .contains(obstacle.toString());

            Files.delete(obstacle);
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
        }
    }

    /** A claim and a giving back are one version each. */
    private long postponed(RunId run) {
        return database.jdbc()
                        .sql(
                                "SELECT version FROM work_item WHERE run_id = :run AND state ="
                                        + " 'QUEUED'")
                        .param("run", run.value())
                        .query(Long.class)
                        .optional()
                        .orElse(0L)
                / 2;
    }

    @Test
    void aRunWhoseSpecCannotBeReadFailsForGood() {
        try (var server = server()) {
            RunId run = server.submit(3, 3);
            server.setSpec(run, "{\"name\":\"x\",\"gone\":1}");
            var failed = server.until(run, RunState.FAILED);
            assertThat(failed.attempt()).isEqualTo(1);
            assertThat(failed.reason()).contains("gone");
        }
    }

    @Test
    void aProcessWhoseRunAnotherHomeHasTakenIsKilled() {
        try (var server =
                new TestServer(database.clear(), home, settings(Duration.ofMillis(500)))) {
            RunId run = server.submit(7, 3, "train 3=hang");
            server.until(() -> logged(server, run).contains("train 2"));
            long zombie = pid(run);
            var items = server.get(WorkItems.class);
            Optional<WorkItem> taken;
            do {
                taken =
                        items.orphans("second", false).stream()
                                .findFirst()
                                .flatMap(it -> items.adopt(it, "second", Duration.ofMinutes(9)));
            } while (taken.isEmpty());
            assertThat(taken.get().attempt()).isEqualTo(1);

            server.until(() -> ProcessHandle.of(zombie).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    @Test
    void nothingIsLostWhileTheDatabaseIsAway() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 3=linger");
            server.until(() -> logged(server, run).contains("train 1"));
            long pid = pid(run);
            server.databaseAway(true);
            assertThatThrownBy(() -> server.worker().look())
                    .isInstanceOfAny(
                            DataAccessException.class, CannotCreateTransactionException.class);
            ProcessHandle.of(pid).orElseThrow().onExit().join();
            server.databaseAway(false);
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            everyStepIsThereOnce(server, run, 7);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRunThatCannotBeConcludedKeepsNoOtherFromItsEnd(TestDatabase either) {
        database = either;
        try (var server = server()) {
            RunId stuck = server.submit(3, 3);
            RunId waiting = server.submit(TestServer.scripted(3, 3), stuck);
            summary(waiting, "{");
            RunId other = server.submit(3, 3);
            server.until(other, RunState.FINISHED);
            assertThat(server.run(stuck).state()).isEqualTo(RunState.RUNNING);

            summary(waiting, "{}");
            server.until(stuck, RunState.FINISHED);
        }
    }

    @Test
    void anEndThatWasReadAndNotActedUponIsReadAgain() {
        RunId ended;
        RunId waiting;
        try (var server = server()) {
            ended = server.submit(3, 3);
            waiting = server.submit(TestServer.scripted(3, 3), ended);
            summary(waiting, "{");
            RunId other = server.submit(3, 3);
            server.until(other, RunState.FINISHED);
            assertThat(server.run(ended).state()).isEqualTo(RunState.RUNNING);
        }
        summary(waiting, "{}");
        try (var server = server()) {
            assertThat(server.until(ended, RunState.FINISHED).attempt()).isEqualTo(1);
        }
    }

    private void summary(RunId run, String json) {
        database.jdbc()
                .sql("UPDATE run SET summary = :json WHERE id = :id")
                .param("json", json)
                .param("id", run.value())
                .update();
    }

    @Test
    @Timeout(60)
    void anErrorDoesNotLeaveTheRunsToThemselves() throws InterruptedException {
        try (var server = server()) {
            RunId run = server.submit(1, 1);
            server.failOnceWith(new StackOverflowError("a test"));
            server.worker().start();
            while (itemState(run).equals("QUEUED")) Thread.onSpinWait();
            server.worker().stop();
            assertThat(server.run(run).attempt()).isEqualTo(1);
        }
    }

    @Test
    void aSecondServerIsKeptOutOfTheHomeFolder() {
        try (var server = server()) {
            assertThat(server.worker().isRunning()).isFalse();
            assertThatThrownBy(() -> new TestServer(database, home, TestServer.settings()))
                    .rootCause()
                    .hasMessageContaining("Another server works in the home folder");
        }
    }

    private boolean cleared;

    private TestServer server() {
        if (!cleared) database.clear();
        cleared = true;
        return new TestServer(database, home, TestServer.settings());
    }

    private static WorkSettings settings(Duration lease) {
        var usual = TestServer.settings();
        return new WorkSettings(
                1,
                usual.devices(),
                lease,
                usual.poll(),
                usual.grace(),
                usual.goodbye(),
                usual.attempts());
    }

    private static void everyStepIsThereOnce(TestServer server, RunId run, int steps) {
        assertThat(server.get(Metrics.class).points(run, "train/loss"))
                .extracting(MetricPoint::step)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, steps).boxed().toList());
    }

    private static List<String> logged(TestServer server, RunId run) {
        return server.get(RunLogs.class).after(run, 0, 10_000).stream()
                .map(LogLine::message)
                .toList();
    }

    private String itemState(RunId run) {
        return database.jdbc()
                .sql("SELECT state FROM work_item WHERE run_id = :run")
                .param("run", run.value())
                .query(String.class)
                .single();
    }

    private int failures(RunId run) {
        return database.jdbc()
                .sql("SELECT failures FROM work_item WHERE run_id = :run")
                .param("run", run.value())
                .query(Integer.class)
                .single();
    }

    private boolean pidIsKnown(RunId run) {
        return database.jdbc()
                .sql("SELECT pid FROM work_item WHERE run_id = :run AND pid IS NOT NULL")
                .param("run", run.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    private long pid(RunId run) {
        return database.jdbc()
                .sql("SELECT pid FROM work_item WHERE run_id = :run")
                .param("run", run.value())
                .query(Long.class)
                .single();
    }
}
