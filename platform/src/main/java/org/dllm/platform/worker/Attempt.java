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
 * One try of a run in this worker's hands: its process, if it lives, and how far its spool is read.
 */
final class Attempt {

    private static final int LINES = 1000;

    /** One turn takes so many, for there are other attempts. */
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
     * @param child absent when the process is gone or could not be started
     * @param notStarted why it could not
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

    /** Why it has no process though it should; absent if it had one. */
    @Nullable String notStarted() {
        return notStarted;
    }

    /** With an attempt that cannot be followed or concluded. */
    Patience patience() {
        return patience;
    }

    /** Whether it takes a place on the machine: a run that cannot be concluded computes nothing. */
    boolean takesSlot() {
        return patience.calm() || (child != null && child.alive());
    }

    /**
     * Brings what is new in the spool into the database, or a first part of much.
     *
     * @return whether the process is gone and everything it wrote is stored
     */
    boolean follow(Ingest ingest) {
        boolean alive = child != null && child.alive(); // before the last look at its spool
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

    /** Whether it told what nobody can read any more. */
    boolean damaged() {
        return damage != null;
    }

    /** Its own word, or what can be said of a process that left none. */
    ProcessEnd ending() {
        if (processEnd != null) return processEnd;
        String reason = damage;
        if (reason == null)
            reason = child == null ? "its process is gone" : child.exitDescription();
        return new ProcessEnd(ProcessEnd.Outcome.FAILED, reason, 0, null);
    }

    /**
     * Asks the process to stop with a checkpoint; one that does not is killed after {@code grace}.
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

    /** Whether its end was our wish, however it came. */
    boolean stopAsked() {
        return stopAskedAt != null;
    }

    /** Whether a third of the lease has gone since the last sign of life. */
    boolean renewalIsDue(Duration lease) {
        return clock.hasElapsed(renewedAt, lease.dividedBy(3));
    }

    void renewed() {
        renewedAt = clock.nanos();
    }
}
