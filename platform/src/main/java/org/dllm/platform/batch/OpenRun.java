package org.dllm.platform.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.experiment.Ticks;
import org.dllm.experiments.experiment.Workspace;
import org.dllm.platform.spool.Ending;
import org.dllm.platform.spool.SpoolWriter;
import org.jspecify.annotations.Nullable;

/** The run of this process: opened by the first stage that needs it, heard by the spool. */
final class OpenRun implements AutoCloseable {

    private final RunOrder order;
    private final ExperimentSpec spec;
    private final RunStages.Door door;
    private final SpoolWriter spool;
    private final StopSignal stop;
    private final Ticks ticks;

    private @Nullable RunStages stages;
    private @Nullable String checkpoint;
    private volatile boolean training;

    OpenRun(RunOrder order, RunStages.Door door, SpoolWriter spool, StopSignal stop, Ticks ticks) {
        this.order = order;
        this.spec = read(order.spec());
        this.door = door;
        this.spool = spool;
        this.stop = stop;
        this.ticks = ticks;
    }

    ExperimentSpec spec() {
        return spec;
    }

    RunStages stages() {
        if (stages == null)
            stages =
                    door.open(
                            spec,
                            new Workspace(order.folder(), order.dataDir(), ticks, this::heard));
        return stages;
    }

    /**
     * Opens the run for training and says at which step it is; as while training, an event is no
     * moment to stop, for Batch takes whatever ends the opening of a step for its failure.
     */
    long openForTraining() {
        training = true;
        try {
            return stages().step();
        } finally {
            training = false;
        }
    }

    /** Trains to step {@code until}. */
    boolean train(long until) {
        training = true;
        try {
            return stages().train(until);
        } finally {
            training = false;
        }
    }

    /** Leaves a checkpoint that, like all that was told before it, outlives the machine. */
    void checkpoint() {
        training = true;
        try {
            stages().checkpoint();
            spool.sync();
        } finally {
            training = false;
        }
    }

    /** Adds a line to the run's log. */
    void warn(String message) {
        spool.say(new RunEvent.Log("WARN", message));
    }

    /** What was told so far outlives the machine. */
    void sync() {
        spool.sync();
    }

    Ending ending(Ending.Outcome outcome, @Nullable String reason) {
        return new Ending(outcome, reason, stages == null ? 0 : stages.step(), checkpoint);
    }

    private void heard(RunEvent event) {
        spool.say(event);
        if (event instanceof RunEvent.Checkpoint written) checkpoint = written.file();
        if (!training) stop.check();
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
