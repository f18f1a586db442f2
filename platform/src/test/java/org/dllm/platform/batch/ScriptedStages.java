package org.dllm.platform.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dllm.experiments.eval.Answer;
import org.dllm.experiments.eval.Question;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.Workspace;
import org.jspecify.annotations.Nullable;

/** A run without a model that a test lets fail or interrupts. */
final class ScriptedStages implements RunStages {

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final Consumer<String> moment;
    private final Path state;
    private Runnable closing = () -> {};
    private long step;

    /**
     * @param moment gets the next action: {@code open}, {@code train 3}, {@code evaluate b}; may
     *     throw
     */
    private ScriptedStages(ExperimentSpec spec, Workspace workspace, Consumer<String> moment) {
        this.spec = spec;
        this.workspace = workspace;
        this.moment = moment;
        this.state = workspace.folder().resolve("step");
        at("open");
        try {
            if (Files.exists(state)) {
                step = Long.parseLong(Files.readString(state));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        workspace.events().accept(new RunEvent.Resumed(step));
    }

    static Opener recording(Consumer<String> moment) {
        return (spec, workspace) -> new ScriptedStages(spec, workspace, moment);
    }

    /** Adds each action to {@code done}. */
    static Opener writing(List<String> done) {
        return recording(done::add);
    }

    /** Calls {@code act} when the run is closed. */
    static Opener closing(Runnable act) {
        return (spec, workspace) -> {
            var stages = new ScriptedStages(spec, workspace, _ -> {});
            stages.closing = act;
            return stages;
        };
    }

    private void at(String what) {
        moment.accept(what);
        workspace.events().accept(new RunEvent.Log("INFO", what));
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public boolean train(long until) {
        while (step < Math.min(until, spec.train().steps())) {
            at("train " + (step + 1));
            step++;
            workspace.events().accept(new RunEvent.Metric("train/loss", step, 1.0 / step));
        }
        return step < spec.train().steps();
    }

    @Override
    public RunEvent.Checkpoint checkpoint() {
        at("checkpoint " + step);
        try {
            Files.writeString(state, Long.toString(step));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        var written = new RunEvent.Checkpoint(step, "checkpoints/" + step, "", 1);
        workspace.events().accept(written);
        return written;
    }

    @Override
    public void fit() {
        at("fit");
    }

    @Override
    public Answering answering(TaskSpec task) {
        return new OneBatch("evaluate " + task.task());
    }

    /** A single batch without questions. */
    private final class OneBatch implements Answering {
        private final String name;
        private boolean answered;

        OneBatch(String name) {
            this.name = name;
        }

        @Override
        public @Nullable List<Question> read() {
            return answered ? null : List.of();
        }

        @Override
        public List<Answer> answer(List<Question> batch) {
            at(name);
            return List.of();
        }

        @Override
        public void write(List<Answer> answers) {
            answered = true;
        }

        @Override
        public void close() {}
    }

    @Override
    public void measure(TaskSpec task) {
        at("measure " + task.task());
    }

    @Override
    public void measureSpeed() {
        at("speed");
    }

    @Override
    public void publish() {
        at("publish");
        workspace.events().accept(new RunEvent.Result(new TreeMap<>()));
    }

    @Override
    public void close() {
        closing.run();
    }

    /** The actions of a run without failures. */
    static List<String> undisturbed(int steps, int every, List<String> tasks) {
        var recorded = new ArrayList<String>(List.of("open"));
        for (int step = 1; step <= steps; step++) {
            recorded.add("train " + step);
            if (step % every == 0 || step == steps) recorded.add("checkpoint " + step);
        }
        recorded.add("fit");
        tasks.forEach(task -> recorded.add("evaluate " + task));
        tasks.forEach(task -> recorded.add("measure " + task));
        recorded.add("speed");
        recorded.add("publish");
        return recorded;
    }
}
