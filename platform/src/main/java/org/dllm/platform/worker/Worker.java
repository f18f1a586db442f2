package org.dllm.platform.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.platform.database.DatabaseFaults;
import org.dllm.platform.database.DatabaseOutage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The local worker: executes a limited number of runs, each in its own process, all served by one
 * thread.
 *
 * <p>A stopping server asks its processes to save a checkpoint and stop, and queues their runs. If
 * it is killed, the processes continue and the next start adopts them.
 */
@Component
class Worker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final WorkerName name;
    private final WorkItems items;
    private final Attempts attempts;
    private final Ingest ingest;
    private final WorkSettings settings;
    private final DatabaseOutage outage;
    private final MonotonicClock clock;
    private final Patience starts;
    private final List<Attempt> held = new ArrayList<>();

    private boolean first = true;
    private long orphansCheckedAt;
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    Worker(
            WorkerName name,
            WorkItems items,
            Attempts attempts,
            Ingest ingest,
            WorkSettings settings,
            DatabaseOutage outage,
            MonotonicClock clock) {
        this.outage = outage;
        this.name = name;
        this.items = items;
        this.attempts = attempts;
        this.ingest = ingest;
        this.settings = settings;
        this.clock = clock;
        this.starts = new Patience(settings.poll(), clock);
    }

    /** Checks the queue, the spools and the processes once. */
    void poll() {
        adoptOrphans();
        followAll();
        while (slotIsFree() && starts.over()) {
            var begun = attempts.begin(name.value());
            if (begun.isEmpty()) break;
            held.add(begun.get());
            if (begun.get().notStarted() == null) starts.succeeded();
            else starts.failed();
        }
    }

    private boolean slotIsFree() {
        return held.stream().filter(Attempt::takesSlot).count() < settings.slots();
    }

    private void adoptOrphans() {
        if (!first && !clock.hasElapsed(orphansCheckedAt, settings.lease().dividedBy(3))) return;
        for (WorkItem orphan : items.orphans(name.value(), first))
            if (held.stream().noneMatch(attempt -> attempt.item().id() == orphan.id()))
                adopt(orphan);
        first = false;
        orphansCheckedAt = clock.nanos();
    }

    /** A run that cannot be adopted is tried again when its lease has expired. */
    private void adopt(WorkItem orphan) {
        try {
            attempts.adopt(orphan, name.value()).ifPresent(held::add);
        } catch (RuntimeException fault) {
            if (DatabaseFaults.isUnavailable(fault)) throw fault;
            LOG.error("Run {} cannot be adopted", orphan.run(), fault);
        }
    }

    private void followAll() {
        if (held.isEmpty()) return;
        List.copyOf(held)
                .forEach(this::renew); // leases of all attempts first: following one may take long
        List<Long> cancelled = items.cancelled(name.value());
        for (Attempt attempt : List.copyOf(held)) {
            if (cancelled.contains(attempt.item().id())) attempt.stop(settings.grace());
            follow(attempt);
        }
    }

    private void renew(Attempt attempt) {
        isolate(
                attempt,
                () -> {
                    if (!attempt.renewalIsDue(settings.lease())) return;
                    items.renew(attempt.item(), settings.lease());
                    attempt.renewed();
                });
    }

    private void follow(Attempt attempt) {
        if (!held.contains(attempt) || !attempt.patience().over()) return;
        isolate(
                attempt,
                () -> {
                    if (attempt.follow(ingest)) {
                        attempts.conclude(attempt);
                        held.remove(attempt);
                    }
                    attempt.patience().succeeded();
                });
    }

    /** A failure with one attempt must not affect the others. */
    private void isolate(Attempt attempt, Runnable work) {
        try {
            work.run();
        } catch (LeaseLostException lost) {
            LOG.warn(lost.getMessage());
            dropLost(attempt);
            held.remove(attempt);
        } catch (RuntimeException fault) {
            if (DatabaseFaults.isUnavailable(fault)) throw fault;
            Duration pause = attempt.patience().failed();
            LOG.error(
                    "Run {} cannot be followed; next try in {} ms",
                    attempt.item().run(),
                    pause.toMillis(),
                    fault);
        }
    }

    /**
     * Drops an attempt whose lease was lost. If another server of this home has adopted the run,
     * leave its process alone. If a server of another home has restarted the run, this process is a
     * zombie: kill it.
     */
    private void dropLost(Attempt attempt) {
        ChildProcess child = attempt.child();
        if (child == null) return;
        boolean adopted =
                items.find(attempt.item().id())
                        .filter(now -> now.worker().equals(name.value()))
                        .filter(now -> now.attempt() == attempt.item().attempt())
                        .isPresent();
        if (!adopted) child.kill();
    }

    private void loop() {
        var patience = new Patience(settings.poll(), clock);
        while (running) {
            Duration pause = settings.poll();
            try {
                poll();
                patience.succeeded();
                outage.answered();
            } catch (RuntimeException | Error failure) {
                // The database may be unavailable. Nothing is lost: reading continues at the
                // stored positions of the spools. Errors are caught too, so that the runs are
                // still served.
                pause = patience.failed();
                if (!outage.causes(failure))
                    LOG.warn("The worker failed; next try in {} ms", pause.toMillis(), failure);
            }
            if (!pause(pause)) return;
        }
    }

    private static boolean pause(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("worker").daemon().start(this::loop);
    }

    @Override
    public void stop() {
        running = false;
        Thread loop = thread;
        try {
            if (loop != null) loop.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stopRuns();
    }

    /** Runs that do not stop in time are left to finish their checkpoint. */
    private void stopRuns() {
        long begun = clock.nanos();
        while (!held.isEmpty() && !clock.hasElapsed(begun, settings.goodbye())) {
            try {
                held.forEach(attempt -> attempt.stop(settings.grace()));
                followAll();
            } catch (RuntimeException failure) {
                LOG.warn(
                        "{} runs did not stop in time; the next start of the server adopts them",
                        held.size(),
                        failure);
                return;
            }
            if (!pause(settings.poll())) return;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
