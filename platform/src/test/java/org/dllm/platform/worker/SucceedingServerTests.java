package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.batch.RunLaunch;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** A run survives the server that started it, and no second process executes it. */
class SucceedingServerTests {

    @TempDir Path home;
    private final TestDatabase database = TestDatabase.H2;
    private final StoredRun stored = new StoredRun(database);

    @Test
    void aProcessSurvivesItsServerAndIsAdoptedByTheNext() {
        theNextServerFindsTheProcess(() -> {});
    }

    @Test
    void aProcessIsFoundAfterTheMachinesClockWasSet() {
        theNextServerFindsTheProcess(() ->
                database.jdbc()
                        .sql(
                                "UPDATE work_item SET pid_started_at = pid_started_at - INTERVAL"
                                        + " '3' HOUR")
                        .update());
    }

    private void theNextServerFindsTheProcess(Runnable meanwhile) {
        RunId run;
        long pid;
        try (var server = server()) {
            run = server.submit(7, 3, "train 3=wait");
            server.until(() -> server.logged(run).contains("train 1"));
            pid = stored.pid(run).orElseThrow();
        }
        meanwhile.run();
        assertThat(ProcessHandle.of(pid)).isPresent();
        try (var server = server()) {
            server.worker().poll();
            assertThat(stored.pid(run)).contains(pid);
            server.go(run);
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            assertThat(server.steps(run)).isEqualTo(7);
        }
    }

    @Test
    void anotherProcessWithAReusedNumberIsNotAdopted() {
        var launch = new RunLaunch("r", home.resolve("runs/r"), 1, home);
        long pid = ProcessHandle.current().pid();
        assertThat(ChildProcess.find(pid, Instant.EPOCH, launch)).isEmpty();
    }

    @Test
    void aProcessThatIsNotInTheDatabaseIsFoundByItsPidFile() {
        RunId run;
        try (var server = server()) {
            run = server.submit(7, 3, "train 3=wait");
            server.until(() -> server.logged(run).contains("train 1"));
            database.jdbc().sql("UPDATE work_item SET pid = NULL, pid_started_at = NULL").update();
        }
        try (var server = server()) {
            server.worker().poll();
            server.go(run);
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            assertThat(server.steps(run)).isEqualTo(7);
        }
    }

    @Test
    void eventsWrittenAfterTheServerDiedAreRead() {
        RunId run;
        try (var server = server()) {
            run = server.submit(7, 3);
            server.until(() -> stored.pid(run).isPresent());
            ProcessHandle.of(stored.pid(run).orElseThrow()).orElseThrow().onExit().join();
            assertThat(server.run(run).step()).isZero();
        }
        try (var server = server()) {
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(1);
            assertThat(server.steps(run)).isEqualTo(7);
        }
    }

    @Test
    void aServerThatStopsEndsItsProcessesAndLosesNothing() {
        RunId run;
        try (var server = server()) {
            run = server.submit(400, 1000);
            server.until(() -> server.logged(run).contains("train 5"));
            long pid = stored.pid(run).orElseThrow();
            server.worker().stop();
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(server.run(run).state()).isEqualTo(RunState.RETRYING);
            assertThat(server.run(run).checkpointStep()).isPositive();
        }
        try (var server = server()) {
            assertThat(server.until(run, RunState.FINISHED).attempt()).isEqualTo(2);
            assertThat(server.steps(run)).isEqualTo(400);
        }
    }

    @Test
    void aProcessThatDoesNotStopWithItsServerIsNoFailedAttempt() {
        try (var server = new TestServer(database.clear(), home, TestServer.impatient())) {
            RunId run = server.submit(7, 3, "train 2=hang");
            server.until(() -> server.reached(run, "train 2"));
            server.worker().stop();
            assertThat(server.run(run).state()).isEqualTo(RunState.RETRYING);
            assertThat(server.run(run).reason()).startsWith("stopped and will resume");
            assertThat(stored.failures(run)).isZero();
        }
    }

    @Test
    void anotherServerTakesOverWhenTheLeaseHasExpired(@TempDir Path elsewhere) {
        var settings = settings(Duration.ofMillis(500));
        try (var first = new TestServer(database.clear(), home, settings);
                var second = new TestServer(database, elsewhere, settings)) {
            RunId run = first.submit(7, 3, "train 5=hang");
            first.until(() -> first.logged(run).contains("train 4"));
            long zombie = stored.pid(run).orElseThrow();

            assertThat(second.until(run, RunState.FINISHED).attempt()).isEqualTo(2);
            first.worker().poll();
            first.until(() -> ProcessHandle.of(zombie).filter(ProcessHandle::isAlive).isEmpty());
            assertThat(second.steps(run)).isEqualTo(7);
            assertThat(second.logged(run))
                    .anyMatch(line ->
                            line.contains("the checkpoint at step 3, does not renew its lease"));
        }
    }

    @Test
    void aRunWhoseCheckpointIsInAnotherHomeIsLeftToItsServer(@TempDir Path elsewhere) {
        RunId run;
        try (var first = server()) {
            run = stoppedWithACheckpoint(first);
        }
        try (var second = new TestServer(database, elsewhere, TestServer.settings())) {
            second.worker().poll();
            assertThat(second.run(run).attempt()).isEqualTo(1);
            assertThat(second.run(run).state()).isEqualTo(RunState.RETRYING);
            RunId other = second.submit(3, 3);
            second.until(other, RunState.FINISHED);
        }
        try (var first = server()) {
            assertThat(first.until(run, RunState.FINISHED).attempt()).isEqualTo(2);
            assertThat(first.logged(run).stream().filter("train 1"::equals)).hasSize(1);
        }
    }

    @Test
    void aRunWhoseFolderWasDeletedFailsAndKeepsItsMetrics() throws IOException {
        RunId run;
        try (var first = server()) {
            run = stoppedWithACheckpoint(first);
            FileSystemUtils.deleteRecursively(first.folder(run));
        }
        try (var next = server()) {
            int steps = next.steps(run);
            assertThat(next.until(run, RunState.FAILED).reason())
                    .startsWith("its checkpoint at step ")
                    .contains("is missing, as is its folder", "./dllm resume " + run + " --fresh");
            assertThat(next.steps(run)).isEqualTo(steps).isPositive();
        }
    }

    private static RunId stoppedWithACheckpoint(TestServer server) {
        RunId run = server.submit(400, 1000);
        server.until(() -> server.logged(run).contains("train 5"));
        server.worker().stop();
        assertThat(server.run(run).checkpointStep()).isPositive();
        return run;
    }

    @Test
    void aProcessWhoseRunWasTakenOverByAnotherHomeIsKilled() {
        try (var server =
                new TestServer(database.clear(), home, settings(Duration.ofMillis(500)))) {
            RunId run = server.submit(7, 3, "train 3=hang");
            server.until(() -> server.logged(run).contains("train 2"));
            long zombie = stored.pid(run).orElseThrow();
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
    void aSecondServerIsKeptOutOfTheHomeFolder() {
        try (var server = server()) {
            assertThat(server.worker().isRunning()).isFalse();
            assertThatThrownBy(() -> new TestServer(database, home, TestServer.settings()))
                    .rootCause()
                    .hasMessageContaining("another server uses the home folder");
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
                usual.attempts(),
                usual.retry());
    }
}
