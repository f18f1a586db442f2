package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.dllm.experiments.checkpoint.Checkpoints;
import org.dllm.experiments.checkpoint.Snapshot;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.Batches;
import org.dllm.experiments.train.TrainableWeights;
import org.dllm.experiments.train.Trainer;
import org.dllm.experiments.train.TrainingState;
import org.jspecify.annotations.Nullable;

/** Trains one run: tracks its position, emits its metrics and writes its checkpoints. */
final class RunTraining {

    private static final int REHEARSED_STEPS = 5;
    private static final double MINUTE = 60_000;
    private static final long PROGRESS_MILLIS = 1000;
    private static final String CONDITIONS = "conditions";

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final TrainingData data;
    private final RandomStreams streams;
    private final TrainableWeights weights;
    private final NDManager manager;
    private final LongConsumer activity;
    private final Checkpoints checkpoints;
    private final MonotonicClock clock;
    private final NavigableSet<String> earlier = new TreeSet<>();
    private RunLength length;
    private Trainer trainer;
    private Batches batches;
    private long step;
    private long elapsedMillis;
    private long lastProgressMillis;
    private final MovingRate rate;
    private @Nullable Path lastGood;
    private @Nullable Report last;

    /** Metrics of the last step, kept for the result. */
    private record Report(double loss, double ce, double executedRate) {
        static Report of(Trainer.Report report) {
            return new Report(
                    report.get(Trainer.LOSS),
                    report.get(Trainer.CE),
                    report.get(Trainer.EXECUTED_RATE));
        }
    }

    /**
     * @param activity records layer activity; it is called before the first step and after each
     *     step with the number of trained steps
     */
    RunTraining(
            ExperimentSpec spec,
            Workspace workspace,
            TrainingData data,
            TrainableWeights weights,
            RandomStreams streams,
            NDManager manager,
            LongConsumer activity) {
        this.spec = spec;
        this.activity = activity;
        this.workspace = workspace;
        this.data = data;
        this.weights = weights;
        this.streams = streams;
        this.manager = manager;
        if (spec.train().steps() > 0 && weights.parameters().isEmpty()) {
            throw new IllegalArgumentException(
                    "train.steps: expected 0, since nothing trains: lora.targets is empty and no"
                            + " token reaches a router; but it is "
                            + spec.train().steps());
        }
        clock = workspace.clock();
        checkpoints = new Checkpoints(workspace.folder().resolve("checkpoints"));
        batches = new Batches(data.sets(), streams);
        // without a budget, the spec alone decides the length
        length =
                Optional.ofNullable(spec.budget())
                        .flatMap(_ -> RunLength.in(workspace.folder()))
                        .orElseGet(this::plan);
        trainer = trainer(length.planned(), manager);
        var newest = checkpoints.newest(this::warn);
        newest.ifPresent(this::restore);
        // An earlier attempt may have emitted later steps, in this folder or on another machine.
        if (newest.isEmpty()) {
            emit(new RunEvent.Resumed(0));
        }
        lastProgressMillis = clock.millis();
        rate = new MovingRate(lastProgressMillis, step);
    }

    private Trainer trainer(long steps, NDManager owner) {
        return new Trainer(spec.train(), weights, streams, steps, owner);
    }

    /**
     * With a time budget, counts the steps that fit at the speed of the first few; these are
     * undone.
     */
    private RunLength plan() {
        long most = spec.train().steps();
        if (spec.budget() == null || most == 0) {
            return RunLength.fixed(most);
        }
        double perStep = measureStep(most);
        long fitting = (long) (spec.budget().minutes() * MINUTE / perStep);
        long planned = Math.clamp(fitting, 1, most);
        var plan = new RunLength(planned, planned, false);
        plan.write(workspace.folder());
        log(
                "%.0f ms per step: %d of at most %d steps fit into %s minutes"
                        .formatted(perStep, planned, most, spec.budget().minutes()));
        return plan;
    }

    /**
     * Milliseconds per step. All effects of the measured steps are undone, including the
     * optimizer's moments.
     */
    private double measureStep(long most) {
        try (NDManager scope = manager.newSubManager()) {
            Trainer rehearsal = trainer(most, scope);
            NDList start = weights.copies(scope);
            var sample = new Batches(data.sets(), streams);
            boolean finite = rehearsal.step(0, sample.next(spec.train().batch())).finite();
            long before = clock.millis();
            int steps = 0;
            while (finite && steps < REHEARSED_STEPS) {
                steps++;
                finite = rehearsal.step(steps, sample.next(spec.train().batch())).finite();
            }
            double perStep = Math.max(1, clock.millis() - before) / (double) Math.max(1, steps);
            weights.restore(start);
            weights.clearGradients();
            return perStep;
        }
    }

    private void restore(Checkpoints.Restored restored) {
        Snapshot snapshot = restored.snapshot();
        if (!snapshot.fact("spec").equals(SpecJson.sha256(spec))) {
            throw new IllegalArgumentException(
                    "the checkpoint in the run's folder is of another spec: expected %s, but it was %s"
                            .formatted(SpecJson.sha256(spec), snapshot.fact("spec")));
        }
        TrainingState.restore(snapshot, weights, trainer);
        step = snapshot.number("step");
        batches.skipTo(snapshot.number("draws"));
        elapsedMillis = snapshot.number("elapsedMillis");
        last =
                step == 0
                        ? null
                        : new Report(
                                Double.parseDouble(snapshot.fact("loss")),
                                Double.parseDouble(snapshot.fact("ce")),
                                Double.parseDouble(snapshot.fact("executedRate")));
        lastGood = restored.written().file();
        snapshot.facts().getOrDefault(CONDITIONS, "").lines().forEach(earlier::add);
        emit(new RunEvent.Resumed(step));
        log("resumes from " + restored.written().file().getFileName());
    }

    TrainableWeights weights() {
        return weights;
    }

    long step() {
        return step;
    }

    long steps() {
        return length.given();
    }

    RunLength length() {
        return length;
    }

    /** Conditions of earlier steps that were trained with other code or on another machine. */
    List<String> earlier() {
        String now = Manifest.conditionsText(spec.resources());
        return earlier.stream().filter(conditions -> !conditions.equals(now)).toList();
    }

    /** Trains to {@code until} or the end. Returns whether steps remain. */
    boolean train(long until) {
        long begun = step;
        long to = Math.min(until, length.given());
        if (step == 0 && to > 0) {
            activity.accept(0);
        }
        while (step < to) {
            long before = clock.millis();
            Trainer.Report report = trainer.step(step, batches.next(spec.train().batch()));
            step++;
            long now = clock.millis();
            elapsedMillis += now - before;
            emit(report, now - before);
            if (!report.finite()) {
                throw diverged(report);
            }
            last = Report.of(report);
            activity.accept(step);
            if (budgetSpent()) {
                length = new RunLength(length.planned(), step, true);
                length.write(workspace.folder());
                log("the time budget is spent after step " + step);
                break;
            }
        }
        if (step >= length.given() && !length.spent()) {
            length = new RunLength(length.planned(), step, true);
            length.write(workspace.folder());
        }
        if (step == length.given() && step > begun) {
            emit(new RunEvent.Metric("time/train/seconds", step, elapsedMillis / 1000.0));
            mix().lines().forEach(this::log);
        }
        return step < length.given();
    }

    /** What was drawn from each entry of the mix so far. */
    private DrawnMix mix() {
        return DrawnMix.of(spec.data(), new Batches(data.sets(), streams), batches.drawn());
    }

    private boolean budgetSpent() {
        return spec.budget() != null
                && !length.spent()
                && elapsedMillis >= spec.budget().minutes() * MINUTE;
    }

    private DivergedException diverged(Trainer.Report report) {
        return new DivergedException(
                "training diverged at step %d of %d: loss %s, gradient norm %s, largest weight %s; the last good checkpoint is %s"
                        .formatted(
                                step,
                                length.given(),
                                report.get(Trainer.LOSS),
                                report.get(Trainer.GRAD_NORM),
                                report.largest(),
                                lastGood == null
                                        ? "none"
                                        : Optional.ofNullable(lastGood.getFileName())
                                                .orElse(lastGood)));
    }

    private void emit(Trainer.Report report, long millis) {
        report.numbers()
                .forEach(
                        (name, number) -> emit(new RunEvent.Metric("train/" + name, step, number)));
        emit(new RunEvent.Metric("time/train/step_seconds", step, millis / 1000.0));
        long now = clock.millis();
        if (now - lastProgressMillis >= PROGRESS_MILLIS || step == length.given()) {
            emit(new RunEvent.Progress("train", step, length.given(), rate.at(now, step)));
            lastProgressMillis = now;
        }
    }

    RunEvent.Checkpoint checkpoint() {
        var facts = new TreeMap<String, String>();
        facts.put("spec", SpecJson.sha256(spec));
        facts.put("step", Long.toString(step));
        facts.put("draws", Long.toString(batches.drawn()));
        var conditions = new TreeSet<>(earlier);
        conditions.add(Manifest.conditionsText(spec.resources()));
        facts.put(CONDITIONS, String.join("\n", conditions));
        facts.put("elapsedMillis", Long.toString(elapsedMillis));
        if (last != null) {
            facts.put("loss", Double.toString(last.loss()));
            facts.put("ce", Double.toString(last.ce()));
            facts.put("executedRate", Double.toString(last.executedRate()));
        }
        Checkpoints.Written written =
                checkpoints.write(step, TrainingState.of(weights, trainer, facts));
        lastGood = written.file();
        String file = workspace.folder().relativize(written.file()).toString();
        var event = new RunEvent.Checkpoint(step, file, written.sha256(), written.bytes());
        emit(event);
        String seen =
                last == null
                        ? ""
                        : ", loss %.4f, executed rate %.3f"
                                .formatted(last.loss(), last.executedRate());
        log("checkpoint after step %d of %d%s".formatted(step, length.given(), seen));
        return event;
    }

    /** Main metrics of the last step; empty if no step was taken. */
    Map<String, Double> summary() {
        var summary = new TreeMap<String, Double>();
        if (last != null) {
            summary.put("train/steps", (double) step);
            summary.put("train/loss", last.loss());
            summary.put("train/ce", last.ce());
            summary.put("train/executed_rate", last.executedRate());
            summary.putAll(mix().metrics());
        }
        return summary;
    }

    private void warn(String message) {
        emit(new RunEvent.Log("WARN", message));
    }

    private void log(String message) {
        emit(new RunEvent.Log("INFO", message));
    }

    private void emit(RunEvent event) {
        workspace.events().accept(event);
    }
}
