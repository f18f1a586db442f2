package org.dllm.platform.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.experiment.Workspace;
import org.dllm.platform.spool.ProcessEnd;
import org.dllm.platform.spool.SpoolWriter;
import org.jspecify.annotations.Nullable;

/** The run of this process. The first stage that needs it opens it; its events go to the spool. */
final class OpenRun implements AutoCloseable {

    private final RunLaunch launch;
    private final ExperimentSpec spec;
    private final RunStages.Opener opener;
    private final SpoolWriter spool;
    private final StopSignal stop;
    private final MonotonicClock clock;

    private @Nullable RunStages stages;
    private @Nullable String checkpoint;
    private volatile boolean chunk;

    OpenRun(
            RunLaunch launch,
            RunStages.Opener opener,
            SpoolWriter spool,
            StopSignal stop,
            MonotonicClock clock) {
        this.launch = launch;
        this.spec = read(launch.spec());
        this.opener = opener;
        this.spool = spool;
        this.stop = stop;
        this.clock = clock;
    }

    ExperimentSpec spec() {
        return spec;
    }

    RunStages stages() {
        if (stages == null)
            stages =
                    opener.open(
                            spec,
                            new Workspace(launch.folder(), launch.dataDir(), clock, this::onEvent));
        return stages;
    }

    /**
     * Runs a part of the job in which events do not throw {@code Stopped}. Batch treats any
     * exception during opening or processing as a failure of the step.
     */
    <T> T withoutStops(Supplier<T> part) {
        chunk = true;
        try {
            return part.get();
        } finally {
            chunk = false;
        }
    }

    /**
     * Writes a checkpoint and syncs earlier events, so that both survive a crash of the machine.
     */
    void checkpoint() {
        withoutStops(stages()::checkpoint);
        spool.sync();
    }

    /** Adds a line to the run's log. */
    void warn(String message) {
        spool.append(new RunEvent.Log("WARN", message));
    }

    /** Syncs all events so far, so that they survive a crash of the machine. */
    void sync() {
        spool.sync();
    }

    ProcessEnd processEnd(ProcessEnd.Outcome outcome, @Nullable String reason) {
        return new ProcessEnd(outcome, reason, stages == null ? 0 : stages.step(), checkpoint);
    }

    private void onEvent(RunEvent event) {
        spool.append(event);
        if (event instanceof RunEvent.Checkpoint written) checkpoint = written.file();
        if (!chunk) stop.check();
    }

    private static ExperimentSpec read(Path file) {
        try {
            return SpecJson.read(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read the spec " + file, failure);
        }
    }

    @Override
    public void close() {
        if (stages != null) stages.close();
    }
}
