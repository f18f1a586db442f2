package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.Locale;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunMethod;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;

/** A run as pages show it. */
record RunRow(Run run, Instant now) {

    private static final String PREPARING = "preparing";

    public String id() {
        return run.id().value();
    }

    public String name() {
        return run.name();
    }

    public String experiment() {
        return run.experiment();
    }

    public Pill state() {
        return Pill.of(run.state());
    }

    public RunMethod method() {
        return run.method();
    }

    public long seed() {
        return run.seed();
    }

    public @Nullable String reason() {
        return run.reason();
    }

    public long step() {
        return run.step();
    }

    /** At least 1, because a progress bar of length 0 is not allowed. */
    public long totalSteps() {
        return Math.max(1, run.totalSteps());
    }

    public boolean moves() {
        return run.state() == RunState.RUNNING
                || run.state() == RunState.STARTING
                || run.state() == RunState.RETRYING;
    }

    public boolean failed() {
        return run.state() == RunState.FAILED;
    }

    /** Only finished runs can be rerun, because a rerun is compared with the result. */
    public boolean repeatable() {
        return run.state() == RunState.FINISHED;
    }

    public boolean resumable() {
        return run.state().resumable();
    }

    /** The reason shown on the run page; for a cancelled run, how far it got. */
    public @Nullable String banner() {
        if (run.state() != RunState.CANCELLED) {
            return reason();
        }
        if (run.startedAt() == null) {
            return "Cancelled before it started.";
        }
        // The step is reported at intervals and may be older than the last checkpoint.
        Long kept = run.checkpointStep();
        String where =
                kept == null
                        ? String.format(
                                Locale.ROOT,
                                ", at %s %,d of %,d; no checkpoint",
                                new Progress(run).unit(),
                                run.step(),
                                run.totalSteps())
                        : "; last checkpoint: step " + kept;
        String phase = run.phase() == null ? "" : " in " + run.phase();
        return "Cancelled after " + duration().text() + phase + where + ".";
    }

    public boolean ended() {
        return run.state().ended();
    }

    public String progressBrief() {
        return prepares() ? PREPARING : new Progress(run).brief();
    }

    public String progressText() {
        return prepares() ? PREPARING : new Progress(run).text();
    }

    /** A run reports its phase with its first step; until then it loads its model and data. */
    private boolean prepares() {
        return run.state() == RunState.STARTING || (moves() && run.phase() == null);
    }

    public RelativeTime created() {
        return new RelativeTime(run.createdAt(), now);
    }

    public RelativeTime finished() {
        return new RelativeTime(run.finishedAt(), now);
    }

    /** The working time of all attempts so far, without the pauses between them. */
    public DurationText duration() {
        return new DurationText(run.work() == null ? null : run.work().until(now));
    }

    public boolean works() {
        return run.work() != null && run.work().since() != null;
    }

    /** The primary metric of the first task. */
    public Quantity result() {
        return new Quantity(run.headline().value());
    }

    /** The name and the exact value of {@link #result}. */
    public String resultTitle() {
        PrimaryMetric metric = run.headline().metric();
        String exact = result().exact();
        return metric == null
                ? exact
                : "%s on %s: %s".formatted(metric.label(), metric.task(), exact);
    }

    public Quantity executedRate() {
        return new Quantity(run.headline().executedRate());
    }

    public @Nullable Pill verdict() {
        return run.verdict() == null ? null : Pill.of(run.verdict());
    }

    public @Nullable String verdictDetail() {
        return run.verdictDetail();
    }

    public @Nullable String rerunOf() {
        return value(run.rerunOf());
    }

    public @Nullable String waitsFor() {
        return value(run.waitsFor());
    }

    private static @Nullable String value(@Nullable RunId id) {
        return id == null ? null : id.value();
    }
}
