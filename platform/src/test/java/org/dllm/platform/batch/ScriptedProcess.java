package org.dllm.platform.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.dllm.experiments.experiment.DivergedException;

/**
 * A run's process without a model. Each line of {@code script} in the run's folder names a moment
 * and an action: {@code train 5=die}. A line applies once per run, or always if it ends in {@code
 * !}.
 */
public final class ScriptedProcess {

    private ScriptedProcess() {}

    public static void main(String... arguments) {
        Path folder = RunLaunch.parse(arguments).folder();
        RunProcess.run(ScriptedStages.recording(moment -> act(folder, moment)), arguments);
    }

    private static void act(Path folder, String moment) {
        pause(10);
        Path script = folder.resolve("script");
        if (!Files.exists(script)) return;
        try {
            for (String line : Files.readAllLines(script)) {
                String[] words = line.split("=", 2);
                boolean always = words[1].endsWith("!");
                Path done = folder.resolve("done " + moment);
                if (!words[0].equals(moment) || (!always && Files.exists(done))) continue;
                Files.writeString(done, "");
                carryOut(always ? words[1].substring(0, words[1].length() - 1) : words[1], folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void carryOut(String what, Path folder) {
        switch (what) {
            case "die" -> Runtime.getRuntime().halt(137);
            case "diverge" -> throw new DivergedException("loss is NaN");
            case "fail" -> throw new UncheckedIOException(new IOException("disk full"));
            case "no space" -> Runtime.getRuntime().halt(RunProcess.EXIT_DISK_FULL);
            case "hang" -> pause(600_000);
            case "wait" -> pauseUntil(folder.resolve("go"));
            default -> throw new IllegalArgumentException(what);
        }
    }

    private static void pauseUntil(Path recorded) {
        for (int i = 0; i < 60_000 && !Files.exists(recorded); i++) pause(10);
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
