package org.dllm.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.batch.ScriptedRun.TASKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.dllm.platform.spool.ProcessEnd.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Restarts of a run whose stage database a killed process, or a defect, has left in any state. */
class StageDatabaseTests {

    @TempDir Path folder;
    private final List<String> done = new ArrayList<>();
    private ScriptedRun run = new ScriptedRun(Path.of(""));

    @BeforeEach
    void aRun() {
        run = new ScriptedRun(folder);
    }

    interface Damage {
        byte[] to(byte[] whole);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
        return bytes;
    }

    static Stream<Named<Damage>> damages() {
        return Stream.of(
                Named.of("half", whole -> Arrays.copyOf(whole, whole.length / 2)),
                Named.of("a few bytes", whole -> Arrays.copyOf(whole, 100)),
                Named.of("nothing", _ -> new byte[0]),
                Named.of("random bytes", whole -> random(whole.length)),
                Named.of("zeros", whole -> new byte[whole.length]),
                Named.of(
                        "random bytes behind the header",
                        whole -> {
                            byte[] damaged = random(whole.length);
                            System.arraycopy(whole, 0, damaged, 0, 8192);
                            return damaged;
                        }),
                Named.of(
                        "zeros in its second half",
                        whole ->
                                Arrays.copyOf(
                                        Arrays.copyOf(whole, whole.length / 2), whole.length)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aRunWhoseStageDatabaseIsDamagedResumesFromItsCheckpoint(Damage damage) throws IOException {
        run.write(7, 3, TASKS);
        run.attempt(
                ScriptedStages.recording(what -> {
                    if (what.equals("train 5"))
                        throw new UncheckedIOException(new IOException("gone"));
                }));
        Path file = folder.resolve("batch.mv.db");
        Files.write(file, damage.to(Files.readAllBytes(file)));
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 4").contains("evaluate c", "publish");
    }

    @Test
    void aDamagedStageDatabaseIsRenamedAndLogged() throws IOException {
        run.write(2, 3, TASKS);
        byte[] damaged = random(50_000);
        Files.write(folder.resolve("batch.mv.db"), damaged);
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(folder.resolve("batch.damaged.mv.db")).hasBinaryContent(damaged);
        assertThat(run.logged(1).getFirst()).startsWith("batch.mv.db is damaged and was renamed");
    }

    @Test
    void resumesFromAnyStateThatAKilledProcessLeft() throws SQLException {
        for (String left : List.of("STARTED", "STARTING", "STOPPING", "UNKNOWN")) {
            folder = folder.resolve(left);
            run = new ScriptedRun(folder);
            run.write(7, 3, TASKS);
            var stop = new StopSignal();
            run.attempt(stop, ScriptedRun.stopAt("train 5", stop));
            leave(left);
            done.clear();
            assertThat(run.attempt(ScriptedStages.writing(done)))
                    .as(left)
                    .isEqualTo(Outcome.FINISHED);
            assertThat(done).as(left).startsWith("open", "train 6").endsWith("publish");
        }
    }

    @Test
    void resumesTasksThatWereCreatedButNotStarted() throws SQLException {
        run.write(2, 3, TASKS);
        var stop = new StopSignal();
        run.attempt(stop, ScriptedRun.stopAt("evaluate b", stop));
        execute(
                """
                UPDATE BATCH_STEP_EXECUTION_CONTEXT SET SHORT_CONTEXT =
                    (SELECT SHORT_CONTEXT FROM BATCH_STEP_EXECUTION_CONTEXT JOIN BATCH_STEP_EXECUTION
                     USING (STEP_EXECUTION_ID) WHERE STEP_NAME = 'prepare')
                WHERE STEP_EXECUTION_ID IN
                    (SELECT STEP_EXECUTION_ID FROM BATCH_STEP_EXECUTION WHERE STEP_NAME LIKE '%:%')
                """,
                3);
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).contains("evaluate b", "evaluate c").doesNotContain("evaluate a");
    }

    @Test
    void aJobThatCompletedBeforeItsProcessReportedItIsFinished() {
        run.write(2, 3, TASKS);
        run.attempt(ScriptedStages.writing(done));
        done.clear();
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).isEmpty();
    }

    /** Changes Batch's tables as a killed process leaves them. */
    private void leave(String status) throws SQLException {
        for (String table : List.of("BATCH_JOB_EXECUTION", "BATCH_STEP_EXECUTION"))
            execute(
                    "UPDATE %s SET STATUS = '%s', END_TIME = NULL WHERE STATUS = 'STOPPED'"
                            .formatted(table, status),
                    1);
    }

    private void execute(String update, int rows) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:h2:file:" + folder.resolve("batch"), "sa", "");
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(update)).isEqualTo(rows);
        }
    }
}
