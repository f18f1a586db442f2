package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Real processes that execute a script instead of a model. */
class WorkerTests {

    private static final List<String> CPU = List.of("cpu");

    @TempDir Path home;
    private TestDatabase database = TestDatabase.H2;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theEventsOfARunAreStored(TestDatabase either) {
        database = either;
        try (var server = server()) {
            RunId run = server.submit(5, 2);
            var finished = server.until(run, RunState.FINISHED);
            assertThat(finished.attempt()).isEqualTo(1);
            assertThat(finished.checkpointStep()).isEqualTo(5);
            assertThat(server.steps(run)).isEqualTo(5);
            assertThat(server.logged(run))
                    .contains(
                            "open",
                            "train 1",
                            "checkpoint 4",
                            "evaluate b",
                            "measure a",
                            "publish");
            assertThat(server.folder(run).resolve("batch.mv.db")).exists();
            assertThat(new StoredRun(database).itemState(run)).isEqualTo("DONE");
        }
    }

    @Test
    void aRunWhoseProcessWasKilledResumesFromItsCheckpoint() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 5=die", "evaluate b=die");
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(3);
            assertThat(server.steps(run)).isEqualTo(7);
            assertThat(server.logged(run).stream().filter("evaluate a"::equals)).hasSize(1);
            assertThat(server.logged(run).stream().filter("train 4"::equals)).hasSize(2);
        }
    }

    @Test
    void aFailedAttemptIsFollowedByAPause() {
        try (var server = server(TestServer.retryingAfter(Duration.ofHours(1)))) {
            RunId run = server.submit(7, 3, "train 5=fail");
            server.until(run, RunState.RETRYING);
            for (int i = 0; i < 10; i++) server.worker().poll();
            assertThat(server.run(run).state()).isEqualTo(RunState.RETRYING);
            assertThat(server.run(run).reason()).contains("disk full");
            server.get(Runs.class).cancel(run);
            assertThat(server.run(run).state()).isEqualTo(RunState.CANCELLED);
            assertThat(server.get(Runs.class).resume(run)).isTrue();
            server.until(run, RunState.FINISHED);
        }
    }

    @Test
    void theFullDiskIsNamedIfAProcessCannotRecordItsEnd() {
        try (var server = server(TestServer.retryingAfter(Duration.ofHours(1)))) {
            RunId run = server.submit(7, 3, "train 5=no space");
            assertThat(server.until(run, RunState.RETRYING).reason())
                    .contains("no space left on the disk");
        }
    }

    @Test
    void aFailedRunResumesFromItsCheckpoint() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 5=diverge", "evaluate b=diverge");
            for (int attempt = 1; attempt <= 2; attempt++) {
                assertThat(server.until(run, RunState.FAILED).attempt()).isEqualTo(attempt);
                assertThat(server.get(Runs.class).resume(run)).isTrue();
            }
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(3);
            assertThat(server.steps(run)).isEqualTo(7);
            assertThat(server.logged(run).stream().filter("train 3"::equals)).hasSize(1);
            assertThat(server.logged(run).stream().filter("train 4"::equals)).hasSize(2);
            assertThat(server.logged(run).stream().filter("evaluate a"::equals)).hasSize(1);
        }
    }

    @Test
    void theNextAttemptRepeatsTheEventsLostInADamagedSpool() throws IOException {
        try (var server = server()) {
            RunId run = server.submit(2, 2, "measure a=hang");
            server.worker().poll();
            TestServer.await(() -> server.reached(run, "measure a"));
            Path spool = server.folder(run).resolve("attempts/1/spool.jsonl");
            Files.writeString(
                    spool, Files.readString(spool).replace("\"evaluate a\"", "\"evaluate x\""));

            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(2);
            assertThat(server.logged(run)).contains("evaluate a", "evaluate b", "measure a");
            assertThat(server.steps(run)).isEqualTo(2);
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
    void aRunWithoutProgressFailsAfterThreeAttempts() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 5=die!");
            var failed = server.until(run, RunState.FAILED);
            assertThat(failed.attempt()).as("the first had a checkpoint").isEqualTo(3);
            assertThat(failed.reason())
                    .isEqualTo(
                            "its process was killed (SIGKILL), possibly because memory"
                                    + " ran out (3 attempts without a new checkpoint)");
        }
    }

    @Test
    void aCancelledRunStopsWithACheckpoint() {
        try (var server = server()) {
            RunId run = server.submit(100_000, 50_000);
            server.until(() -> server.logged(run).contains("train 5"));
            server.get(Runs.class).cancel(run);
            var cancelled = server.until(run, RunState.CANCELLED);
            assertThat(cancelled.checkpointStep()).isPositive();
            assertThat(new StoredRun(database).itemState(run)).isEqualTo("DONE");
        }
    }

    @Test
    void aProcessThatDoesNotStopIsKilledAfterTheGrace() {
        try (var server = new TestServer(database.clear(), home, TestServer.impatient())) {
            RunId run = server.submit(7, 3, "train 2=hang");
            server.until(() -> server.reached(run, "train 2"));
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
            server.get(WorkItems.class).requeue(item, 1, Duration.ZERO);
            server.get(Runs.class).cancel(run);
            assertThat(server.run(run).state()).isEqualTo(RunState.CANCELLED);
            assertThat(new StoredRun(database).itemState(run)).isEqualTo("DONE");
        }
    }

    @Test
    void aProcessThatCannotBeStartedCountsAsNoAttemptAndBlocksNoOther() throws IOException {
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

    /** The number of times a run was postponed: a claim and a return are one version each. */
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
    void nothingIsLostWhileTheDatabaseIsUnavailable() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "train 3=wait");
            server.until(() -> server.logged(run).contains("train 1"));
            long pid = new StoredRun(database).pid(run).orElseThrow();
            server.databaseAway(true);
            assertThatThrownBy(() -> server.worker().poll())
                    .isInstanceOfAny(
                            DataAccessException.class, CannotCreateTransactionException.class);
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            server.go(run);
            process.onExit().join();
            server.databaseAway(false);
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            assertThat(server.steps(run)).isEqualTo(7);
        }
    }

    @Test
    void aProcessStartedDuringADatabaseOutageIsFollowed() {
        try (var server = server()) {
            RunId run = server.submit(100_000, 50_000);
            server.beforeEachUse(() -> server.databaseAway(Files.exists(output(server, run))));
            server.worker().poll();
            assertThat(output(server, run)).exists();
            server.beforeEachUse(() -> {});
            server.databaseAway(false);
            server.until(() -> server.logged(run).contains("train 1"));
            server.get(Runs.class).cancel(run);
            assertThat(server.until(run, RunState.CANCELLED).attempt()).isEqualTo(1);
        }
    }

    @Test
    void aProcessWhoseLeaseIsLostDuringItsStartIsKilled() {
        try (var server = server()) {
            RunId run = server.submit(7, 3, "open=hang");
            server.beforeEachUse(() -> {
                if (Files.exists(output(server, run)))
                    database.jdbc().sql("UPDATE work_item SET worker = 'second'").update();
            });
            server.worker().poll();
            assertThat(output(server, run)).exists();
            server.until(() -> processes(run) == 0);
        }
    }

    private static Path output(TestServer server, RunId run) {
        return server.folder(run).resolve("attempts/1/output.log");
    }

    private static long processes(RunId run) {
        return ProcessHandle.current()
                .children()
                .filter(child ->
                        child.info()
                                .arguments()
                                .filter(words -> List.of(words).contains(run.value()))
                                .isPresent())
                .count();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aRunThatCannotBeConcludedBlocksNoOther(TestDatabase either) {
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
    void anEndThatWasReadButNotConcludedIsReadAgain() {
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
    void afterAnErrorTheWorkerContinuesToServeItsRuns() throws InterruptedException {
        try (var server = server()) {
            RunId run = server.submit(1, 1);
            server.failOnceWith(new StackOverflowError("a test"));
            server.worker().start();
            TestServer.await(() -> !new StoredRun(database).itemState(run).equals("QUEUED"));
            server.worker().stop();
            assertThat(server.run(run).attempt()).isEqualTo(1);
        }
    }

    private boolean cleared;

    private TestServer server() {
        return server(TestServer.settings());
    }

    private TestServer server(WorkSettings settings) {
        if (!cleared) database.clear();
        cleared = true;
        return new TestServer(database, home, settings);
    }
}
