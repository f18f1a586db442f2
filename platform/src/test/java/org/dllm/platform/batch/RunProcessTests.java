package org.dllm.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.DivergedException;
import org.dllm.experiments.experiment.EngineProcess;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.spool.ProcessEnd;
import org.dllm.platform.spool.ProcessEnd.Outcome;
import org.dllm.platform.spool.SpoolLine;
import org.dllm.platform.spool.SpoolReader;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunProcessTests {

    private static final List<String> TASKS = List.of("a", "b", "c");

    @TempDir Path folder;
    private final List<String> done = new ArrayList<>();
    private int attempts;

    @Test
    void aRunWithoutFailuresExecutesEachStageOnce() {
        write(spec(7, 3, TASKS));
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).isEqualTo(ScriptedStages.undisturbed(7, 3, TASKS));
        assertThat(logged(1)).isEqualTo(done);
        assertThat(ending(1)).isEqualTo(new ProcessEnd(Outcome.FINISHED, null, 7, "checkpoints/7"));
    }

    @Test
    void aProcessLeavesNothingInItsTemporaryFolder() throws IOException {
        write(spec(2, 3, TASKS));
        Path laidOut = Files.createDirectories(folder.resolve("temporary/a-model"));
        Files.writeString(laidOut.resolve("weights"), "");
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(folder.resolve("temporary")).doesNotExist();
    }

    @Test
    void aRunWithoutTasksAndWithoutStepsFinishes() {
        write(spec(0, 3, List.of()));
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).containsExactly("open", "publish");
    }

    @Test
    void aStopTakesEffectAfterTheStepAndSavesACheckpoint() {
        write(spec(7, 3, TASKS));
        var stop = new StopSignal();
        assertThat(attempt(stop, ScriptedStages.recording(what -> stopAt("train 5", what, stop))))
                .isEqualTo(Outcome.STOPPED);
        assertThat(logged(1)).endsWith("train 5", "checkpoint 5");
        assertThat(ending(1))
                .isEqualTo(new ProcessEnd(Outcome.STOPPED, "asked to stop", 5, "checkpoints/5"));

        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 6", "checkpoint 6", "train 7", "checkpoint 7");
    }

    @Test
    void aStopWhileALaterAttemptOpensTheRunIsNoFailure() {
        write(spec(7, 3, TASKS));
        var first = new StopSignal();
        attempt(first, ScriptedStages.recording(what -> stopAt("train 5", what, first)));
        var second = new StopSignal();
        assertThat(attempt(second, ScriptedStages.recording(what -> stopAt("open", what, second))))
                .isEqualTo(Outcome.STOPPED);
        assertThat(logged(2)).containsExactly("open");
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 6");
    }

    @Test
    void aStopBetweenTasksRepeatsNoTask() {
        write(spec(2, 3, TASKS));
        var stop = new StopSignal();
        assertThat(
                        attempt(
                                stop,
                                ScriptedStages.recording(what -> stopAt("evaluate b", what, stop))))
                .isEqualTo(Outcome.STOPPED);
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done)
                .containsExactly(
                        "open",
                        "evaluate b",
                        "evaluate c",
                        "measure a",
                        "measure b",
                        "measure c",
                        "publish");
    }

    @Test
    void aFailureOfTheEnvironmentMayBeTriedAgainFromTheLastCheckpoint() {
        write(spec(7, 3, TASKS));
        assertThat(
                        attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("train 5"))
                                        throw new UncheckedIOException(
                                                new IOException("No space left on device"));
                                })))
                .isEqualTo(Outcome.FAILED);
        assertThat(ending(1).reason()).contains("No space left on device");
        assertThat(ending(1).checkpoint()).isEqualTo("checkpoints/3");
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 4", "train 5");
    }

    @Test
    void aLossThatDivergesFailsForGoodAndNamesStepAndCheckpoint() {
        write(spec(7, 3, TASKS));
        assertThat(
                        attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("train 5"))
                                        throw new DivergedException("loss NaN at step 5");
                                })))
                .isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(ending(1))
                .isEqualTo(
                        new ProcessEnd(
                                Outcome.FAILED_FOR_GOOD, "loss NaN at step 5", 4, "checkpoints/3"));
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
        write(spec(7, 3, TASKS));
        attempt(
                ScriptedStages.recording(what -> {
                    if (what.equals("train 5"))
                        throw new UncheckedIOException(new IOException("gone"));
                }));
        Path file = folder.resolve("batch.mv.db");
        Files.write(file, damage.to(Files.readAllBytes(file)));
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 4").contains("evaluate c", "publish");
    }

    @Test
    void aDamagedStageDatabaseIsRenamedAndLogged() throws IOException {
        write(spec(2, 3, TASKS));
        byte[] damaged = random(50_000);
        Files.write(folder.resolve("batch.mv.db"), damaged);
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(folder.resolve("batch.damaged.mv.db")).hasBinaryContent(damaged);
        assertThat(logged(1).getFirst()).startsWith("batch.mv.db is damaged and was renamed");
    }

    @Test
    void onlyAFailedTaskIsRepeated() {
        write(spec(2, 3, TASKS));
        assertThat(
                        attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("evaluate b"))
                                        throw new UncheckedIOException(new IOException("gone"));
                                })))
                .isEqualTo(Outcome.FAILED);
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done)
                .contains("evaluate b", "measure a")
                .doesNotContain("evaluate a", "train 1");
    }

    @Test
    void aTaskThatDivergesFailsForGoodWhateverTheOtherFailuresAre() {
        List<String> tasks = IntStream.rangeClosed(1, 12).mapToObj(i -> "task-" + i).toList();
        write(spec(2, 3, tasks));
        assertThat(
                        attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("evaluate task-8"))
                                        throw new DivergedException("perplexity NaN");
                                    if (what.startsWith("evaluate"))
                                        throw new UncheckedIOException(new IOException(what));
                                })))
                .isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(ending(1).reason()).isEqualTo("perplexity NaN");
    }

    @Test
    void theFirstTaskThatFailsIsTheReason() {
        List<String> tasks = IntStream.rangeClosed(1, 12).mapToObj(i -> "task-" + i).toList();
        write(spec(2, 3, tasks));
        assertThat(
                        attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.startsWith("evaluate") && !what.endsWith("-1"))
                                        throw new UncheckedIOException(new IOException(what));
                                })))
                .isEqualTo(Outcome.FAILED);
        assertThat(ending(1).reason()).endsWith("evaluate task-2");
    }

    @Test
    void resumesFromAnyStateThatAKilledProcessLeft() throws SQLException {
        for (String left : List.of("STARTED", "STARTING", "STOPPING", "UNKNOWN")) {
            folder = folder.resolve(left);
            attempts = 0;
            write(spec(7, 3, TASKS));
            var stop = new StopSignal();
            attempt(stop, ScriptedStages.recording(what -> stopAt("train 5", what, stop)));
            leave(left);
            done.clear();
            assertThat(attempt(ScriptedStages.writing(done))).as(left).isEqualTo(Outcome.FINISHED);
            assertThat(done).as(left).startsWith("open", "train 6").endsWith("publish");
        }
    }

    @Test
    void resumesTasksThatWereCreatedButNotStarted() throws SQLException {
        write(spec(2, 3, TASKS));
        var stop = new StopSignal();
        attempt(stop, ScriptedStages.recording(what -> stopAt("evaluate b", what, stop)));
        execute(
                """
                UPDATE BATCH_STEP_EXECUTION_CONTEXT SET SHORT_CONTEXT =
                    (SELECT SHORT_CONTEXT FROM BATCH_STEP_EXECUTION_CONTEXT JOIN BATCH_STEP_EXECUTION
                     USING (STEP_EXECUTION_ID) WHERE STEP_NAME = 'prepare')
                WHERE STEP_EXECUTION_ID IN
                    (SELECT STEP_EXECUTION_ID FROM BATCH_STEP_EXECUTION WHERE STEP_NAME LIKE '%:%')
                """,
                3);
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).contains("evaluate b", "evaluate c").doesNotContain("evaluate a");
    }

    @Test
    void aJobThatCompletedBeforeItsProcessReportedItIsFinished() {
        write(spec(2, 3, TASKS));
        attempt(ScriptedStages.writing(done));
        done.clear();
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).isEmpty();
    }

    @Test
    void aSpecThatCannotBeReadFailsForGood() throws IOException {
        Files.writeString(folder.resolve("spec.json"), "{\"name\": 3, ");
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(ending(1).reason()).contains("line 1, column 13: expected");
    }

    @Test
    void anUnreadableSpecFileMayBeTriedAgain() throws IOException {
        Files.createDirectory(folder.resolve("spec.json"));
        assertThat(attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FAILED);
        assertThat(ending(1).reason()).contains("Cannot read the spec");
    }

    @Test
    void aFailureToCloseDoesNotChangeTheOutcome() {
        for (Throwable fault :
                List.of(new IllegalStateException("busy"), new StackOverflowError())) {
            folder = folder.resolve(fault.getClass().getSimpleName());
            attempts = 0;
            write(spec(2, 3, TASKS));
            var opener =
                    ScriptedStages.closing(() -> {
                        if (fault instanceof Error error) throw error;
                        throw (RuntimeException) fault;
                    });
            assertThat(attempt(opener)).isEqualTo(Outcome.FINISHED);
            assertThat(ending(1).checkpoint()).isEqualTo("checkpoints/2");
        }
    }

    @Test
    void anErrorBeforeTheSpoolCanBeWrittenIsPrinted() throws Exception {
        write(spec(2, 3, TASKS));
        var launch = new RunLaunch("abcdefgh", folder, 1, folder);
        Files.createDirectories(launch.attemptFolder());
        String crippled =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(part -> !part.contains("jackson-databind"))
                        .collect(Collectors.joining(File.pathSeparator));
        assertThat(exitCode(launch, crippled, List.of())).isEqualTo(70);
        assertThat(launch.output())
                .content()
                .contains(
                        "The run cannot be opened",
                        "The process ends without recording its end in the spool")
                .contains("NoClassDefFoundError");
    }

    @Test
    void theWarmUpRunFinishesAndItsFileNamesDoNotDependOnTheLocale() throws Exception {
        var launch = new RunLaunch("abcdefgh", folder, 1, folder);
        Files.createDirectories(launch.attemptFolder());
        Files.copy(Path.of("src/main/aot/warm-up.json"), launch.spec());
        var options = new ArrayList<>(EngineProcess.options());
        options.addAll(List.of("-Duser.language=fa", "-Duser.country=IR"));
        assertThat(exitCode(launch, System.getProperty("java.class.path"), options))
                .as(() -> ending(1).toString())
                .isZero();
        assertThat(folder.resolve("checkpoints"))
                .isDirectoryContaining("regex:.*/step-[0-9]{9}-.*");
    }

    private static int exitCode(RunLaunch launch, String classPath, List<String> options)
            throws Exception {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(List.of("-cp", classPath, RunProcess.class.getName()));
        words.addAll(launch.arguments());
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(launch.output().toFile())
                .start()
                .waitFor();
    }

    private static void stopAt(String moment, String what, StopSignal stop) {
        if (what.equals(moment)) stop.request();
    }

    private Outcome attempt(RunStages.Opener opener) {
        return attempt(new StopSignal(), opener);
    }

    private Outcome attempt(StopSignal stop, RunStages.Opener opener) {
        var launch = new RunLaunch("abcdefgh", folder, ++attempts, folder);
        try {
            Files.createDirectories(launch.attemptFolder());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return RunProcess.execute(launch, opener, stop);
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

    private ProcessEnd ending(int attempt) {
        return Objects.requireNonNull(lines(attempt).getLast().ending());
    }

    private List<String> logged(int attempt) {
        return lines(attempt).stream()
                .map(SpoolLine::event)
                .filter(RunEvent.Log.class::isInstance)
                .map(event -> ((RunEvent.Log) event).message())
                .toList();
    }

    private List<SpoolLine> lines(int attempt) {
        return new SpoolReader(new RunLaunch("abcdefgh", folder, attempt, folder).spool(), 0)
                .next(Integer.MAX_VALUE);
    }

    private static String spec(int steps, int every, List<String> tasks) {
        var text =
                new StringBuilder(
                        """
                        name: scripted
                        model: {from: synthetic-base}
                        method: {type: Dense}
                        data: [{set: {type: Synthetic}, split: train}]
                        train: {steps: %d, checkpointEvery: %d}
                        evaluate:
                        """
                                .formatted(steps, every));
        if (tasks.isEmpty()) text.insert(text.length() - 1, " []");
        for (String task : tasks)
            text.append("- {task: %s, set: {type: Synthetic}}\n".formatted(task));
        return text.toString();
    }

    private void write(String spec) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("spec.json"), spec);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
