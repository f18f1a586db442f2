package org.dllm.platform.worker;

import java.time.Duration;
import java.util.List;
import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.platform.batch.RunLaunch;
import org.dllm.platform.spool.ProcessEnd;
import org.dllm.platform.spool.SpoolDamagedException;
import org.dllm.platform.spool.SpoolLine;
import org.dllm.platform.spool.SpoolReader;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a run that this worker holds: its process, if it is alive, and the position in its
 * spool.
 */
final class Attempt {

    private static final int LINES = 1000;

    /** Batches per call of {@link #follow}, so that other attempts get their turn. */
    private static final int BATCHES = 10;

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);

    private final WorkItem item;
    private final RunLaunch launch;
    private final @Nullable ChildProcess child;
    private final @Nullable String notStarted;
    private final MonotonicClock clock;
    private final Patience patience;

    private @Nullable SpoolReader spool;
    private List<SpoolLine> unstored = List.of();
    private @Nullable ProcessEnd processEnd;
    private @Nullable String damage;
    private @Nullable Long stopAskedAt;
    private long renewedAt;

    /**
     * @param child absent if the process has ended or could not be started
     * @param notStarted why the process could not be started; absent if it was started
     */
    Attempt(
            WorkItem item,
            RunLaunch launch,
            @Nullable ChildProcess child,
            @Nullable String notStarted,
            MonotonicClock clock) {
        this.item = item;
        this.launch = launch;
        this.child = child;
        this.notStarted = notStarted;
        this.clock = clock;
        this.patience = new Patience(AFTER_A_FAULT, clock);
        this.renewedAt = clock.nanos();
    }

    WorkItem item() {
        return item;
    }

    @Nullable ChildProcess child() {
        return child;
    }

    /** Why the process could not be started; absent if it was started. */
    @Nullable String notStarted() {
        return notStarted;
    }

    /** Delays further tries after this attempt could not be followed or concluded. */
    Patience patience() {
        return patience;
    }

    /**
     * Whether the attempt occupies a slot. An attempt that cannot be concluded and has no process
     * does not.
     */
    boolean takesSlot() {
        return patience.calm() || (child != null && child.alive());
    }

    /**
     * Stores new lines of the spool in the database, up to a limit.
     *
     * @return whether the process has ended and all of its spool is stored
     */
    boolean follow(Ingest ingest) {
        boolean alive =
                child != null && child.alive(); // read before the spool: lines may follow while the
        // process is alive
        for (int batch = 0; batch < BATCHES; batch++) {
            if (unstored.isEmpty()) unstored = next();
            if (unstored.isEmpty()) return !alive;
            ingest.store(item, unstored);
            renewed();
            ProcessEnd last = unstored.getLast().ending();
            if (last != null) processEnd = last;
            unstored = List.of();
        }
        return false;
    }

    private List<SpoolLine> next() {
        if (damage != null) return List.of();
        try {
            if (spool == null) spool = new SpoolReader(launch.spool(), item.spoolSeq());
            return spool.next(LINES);
        } catch (SpoolDamagedException damaged) {
            damage = damaged.getMessage();
            if (child != null) child.kill();
            return List.of();
        }
    }

    /** Whether the spool is damaged. */
    boolean damaged() {
        return damage != null;
    }

    /** The end that the process recorded in its spool, or a failure if it recorded none. */
    ProcessEnd ending() {
        if (processEnd != null) return processEnd;
        String reason = damage;
        if (reason == null)
            reason = child == null ? "its process no longer exists" : child.exitDescription();
        return new ProcessEnd(ProcessEnd.Outcome.FAILED, reason, 0, null);
    }

    /**
     * Asks the process to save a checkpoint and stop; kills it if it is alive after {@code grace}.
     */
    void stop(Duration grace) {
        if (child == null || !child.alive()) return;
        if (stopAskedAt == null) {
            stopAskedAt = clock.nanos();
            child.stop();
        } else if (clock.hasElapsed(stopAskedAt, grace)) {
            child.kill();
        }
    }

    /** Whether this worker has asked the process to stop. */
    boolean stopAsked() {
        return stopAskedAt != null;
    }

    /** Whether a third of the lease has passed since the last renewal. */
    boolean renewalIsDue(Duration lease) {
        return clock.hasElapsed(renewedAt, lease.dividedBy(3));
    }

    void renewed() {
        renewedAt = clock.nanos();
    }
}
