package org.dllm.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.batch.ScriptedRun.TASKS;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.DivergedException;
import org.dllm.experiments.experiment.EngineProcess;
import org.dllm.platform.spool.ProcessEnd;
import org.dllm.platform.spool.ProcessEnd.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunProcessTests {

    @TempDir Path folder;
    private final List<String> done = new ArrayList<>();
    private ScriptedRun run = new ScriptedRun(Path.of(""));

    @BeforeEach
    void aRun() {
        run = new ScriptedRun(folder);
    }

    @Test
    void aRunWithoutFailuresExecutesEachStageOnce() {
        run.write(7, 3, TASKS);
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).isEqualTo(ScriptedStages.undisturbed(7, 3, TASKS));
        assertThat(run.logged(1)).isEqualTo(done);
        assertThat(run.ending(1))
                .isEqualTo(new ProcessEnd(Outcome.FINISHED, null, 7, "checkpoints/7"));
    }

    @Test
    void aProcessLeavesNothingInItsTemporaryFolder() throws IOException {
        run.write(2, 3, TASKS);
        Path laidOut = Files.createDirectories(folder.resolve("temporary/a-model"));
        Files.writeString(laidOut.resolve("weights"), "");
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(folder.resolve("temporary")).doesNotExist();
    }

    @Test
    void aRunWithoutTasksAndWithoutStepsFinishes() {
        run.write(0, 3, List.of());
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).containsExactly("open", "fit", "speed", "publish");
    }

    @Test
    void aStopTakesEffectAfterTheStepAndSavesACheckpoint() {
        run.write(7, 3, TASKS);
        var stop = new StopSignal();
        assertThat(run.attempt(stop, ScriptedRun.stopAt("train 5", stop)))
                .isEqualTo(Outcome.STOPPED);
        assertThat(run.logged(1)).endsWith("train 5", "checkpoint 5");
        assertThat(run.ending(1))
                .isEqualTo(new ProcessEnd(Outcome.STOPPED, "asked to stop", 5, "checkpoints/5"));

        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 6", "checkpoint 6", "train 7", "checkpoint 7");
    }

    @Test
    void aStopWhileALaterAttemptOpensTheRunIsNoFailure() {
        run.write(7, 3, TASKS);
        var first = new StopSignal();
        run.attempt(first, ScriptedRun.stopAt("train 5", first));
        var second = new StopSignal();
        assertThat(run.attempt(second, ScriptedRun.stopAt("open", second)))
                .isEqualTo(Outcome.STOPPED);
        assertThat(run.logged(2)).containsExactly("open");
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 6");
    }

    @Test
    void aStopBetweenTasksRepeatsNoTask() {
        run.write(2, 3, TASKS);
        var stop = new StopSignal();
        assertThat(run.attempt(stop, ScriptedRun.stopAt("evaluate b", stop)))
                .isEqualTo(Outcome.STOPPED);
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done)
                .containsExactly(
                        "open",
                        "evaluate b",
                        "evaluate c",
                        "measure a",
                        "measure b",
                        "measure c",
                        "speed",
                        "publish");
    }

    @Test
    void aStopDuringTheMeasurementOfTheSpeedRepeatsNothingElse() {
        run.write(2, 3, TASKS);
        var stop = new StopSignal();
        assertThat(run.attempt(stop, ScriptedRun.stopAt("speed", stop))).isEqualTo(Outcome.STOPPED);
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).containsExactly("open", "speed", "publish");
    }

    @Test
    void aFailureOfTheEnvironmentMayBeTriedAgainFromTheLastCheckpoint() {
        run.write(7, 3, TASKS);
        assertThat(
                        run.attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("train 5"))
                                        throw new UncheckedIOException(
                                                new IOException("No space left on device"));
                                })))
                .isEqualTo(Outcome.FAILED);
        assertThat(run.ending(1).reason()).contains("No space left on device");
        assertThat(run.ending(1).checkpoint()).isEqualTo("checkpoints/3");
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done).startsWith("open", "train 4", "train 5");
    }

    @Test
    void aLossThatDivergesFailsForGoodAndNamesStepAndCheckpoint() {
        run.write(7, 3, TASKS);
        assertThat(
                        run.attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("train 5"))
                                        throw new DivergedException("loss NaN at step 5");
                                })))
                .isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(run.ending(1))
                .isEqualTo(
                        new ProcessEnd(
                                Outcome.FAILED_FOR_GOOD, "loss NaN at step 5", 4, "checkpoints/3"));
    }

    @Test
    void onlyAFailedTaskIsRepeated() {
        run.write(2, 3, TASKS);
        assertThat(
                        run.attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("evaluate b"))
                                        throw new UncheckedIOException(new IOException("gone"));
                                })))
                .isEqualTo(Outcome.FAILED);
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FINISHED);
        assertThat(done)
                .contains("evaluate b", "measure a")
                .doesNotContain("evaluate a", "train 1");
    }

    @Test
    void aTaskThatDivergesFailsForGoodWhateverTheOtherFailuresAre() {
        List<String> tasks = IntStream.rangeClosed(1, 12).mapToObj(i -> "task-" + i).toList();
        run.write(2, 3, tasks);
        assertThat(
                        run.attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.equals("evaluate task-8"))
                                        throw new DivergedException("perplexity NaN");
                                    if (what.startsWith("evaluate"))
                                        throw new UncheckedIOException(new IOException(what));
                                })))
                .isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(run.ending(1).reason()).isEqualTo("perplexity NaN");
    }

    @Test
    void theFirstTaskThatFailsIsTheReason() {
        List<String> tasks = IntStream.rangeClosed(1, 12).mapToObj(i -> "task-" + i).toList();
        run.write(2, 3, tasks);
        assertThat(
                        run.attempt(
                                ScriptedStages.recording(what -> {
                                    if (what.startsWith("evaluate") && !what.endsWith("-1"))
                                        throw new UncheckedIOException(new IOException(what));
                                })))
                .isEqualTo(Outcome.FAILED);
        assertThat(run.ending(1).reason()).endsWith("evaluate task-2");
    }

    @Test
    void aSpecThatCannotBeReadFailsForGood() throws IOException {
        Files.writeString(folder.resolve("spec.json"), "{\"name\": 3, ");
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(run.ending(1).reason()).contains("line 1, column 13: expected");
    }

    @Test
    void anUnreadableSpecFileMayBeTriedAgain() throws IOException {
        Files.createDirectory(folder.resolve("spec.json"));
        assertThat(run.attempt(ScriptedStages.writing(done))).isEqualTo(Outcome.FAILED);
        assertThat(run.ending(1).reason()).contains("Cannot read the spec");
    }

    @Test
    void aFailureToCloseDoesNotChangeTheOutcome() {
        for (Throwable fault :
                List.of(new IllegalStateException("busy"), new StackOverflowError())) {
            run = new ScriptedRun(folder.resolve(fault.getClass().getSimpleName()));
            run.write(2, 3, TASKS);
            var opener =
                    ScriptedStages.closing(() -> {
                        if (fault instanceof Error error) throw error;
                        throw (RuntimeException) fault;
                    });
            assertThat(run.attempt(opener)).isEqualTo(Outcome.FINISHED);
            assertThat(run.ending(1).checkpoint()).isEqualTo("checkpoints/2");
        }
    }

    @Test
    void anErrorBeforeTheSpoolCanBeWrittenIsPrinted() throws Exception {
        run.write(2, 3, TASKS);
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
                .as(() -> run.ending(1).toString())
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
}
