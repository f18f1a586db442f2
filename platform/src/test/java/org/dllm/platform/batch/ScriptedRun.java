package org.dllm.platform.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.spool.ProcessEnd;
import org.dllm.platform.spool.ProcessEnd.Outcome;
import org.dllm.platform.spool.SpoolLine;
import org.dllm.platform.spool.SpoolReader;

/** A run in a folder whose attempts execute scripted stages in this process. */
final class ScriptedRun {

    /** The tasks of most runs. */
    static final List<String> TASKS = List.of("a", "b", "c");

    private final Path folder;
    private int attempts;

    ScriptedRun(Path folder) {
        this.folder = folder;
    }

    /** Stages during which a stop is requested at one moment. */
    static RunStages.Opener stopAt(String moment, StopSignal stop) {
        return ScriptedStages.recording(what -> {
            if (what.equals(moment)) stop.request();
        });
    }

    Outcome attempt(RunStages.Opener opener) {
        return attempt(new StopSignal(), opener);
    }

    Outcome attempt(StopSignal stop, RunStages.Opener opener) {
        var launch = new RunLaunch("abcdefgh", folder, ++attempts, folder);
        try {
            Files.createDirectories(launch.attemptFolder());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return RunProcess.execute(launch, opener, stop);
    }

    ProcessEnd ending(int attempt) {
        return Objects.requireNonNull(lines(attempt).getLast().ending());
    }

    List<String> logged(int attempt) {
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

    void write(int steps, int every, List<String> tasks) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("spec.json"), spec(steps, every, tasks));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
