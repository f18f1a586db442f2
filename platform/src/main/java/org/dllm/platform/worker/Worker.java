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
 * The local engine: so many runs at a time, each a process of its own. One thread looks after all
 * of them, a few times a second.
 *
 * <p>When the server stops, it asks its processes to stop with a checkpoint and queues their runs
 * again; when it is killed they go on, and the next start takes them up.
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
    private long orphansSoughtAt;
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

    /** One look at everything. */
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
        if (!first && !clock.hasElapsed(orphansSoughtAt, settings.lease().dividedBy(3))) return;
        for (WorkItem orphan : items.orphans(name.value(), first))
            if (held.stream().noneMatch(attempt -> attempt.item().id() == orphan.id()))
                adopt(orphan);
        first = false;
        orphansSoughtAt = clock.nanos();
    }

    /** One that cannot be taken is sought again when its lease is over. */
    private void adopt(WorkItem orphan) {
        try {
            attempts.adopt(orphan, name.value()).ifPresent(held::add);
        } catch (RuntimeException fault) {
            if (DatabaseFaults.isUnavailable(fault)) throw fault;
            LOG.error("Run {} cannot be taken up", orphan.run(), fault);
        }
    }

    private void followAll() {
        if (held.isEmpty()) return;
        List.copyOf(held).forEach(this::renew); // first all, for a turn may take long
        List<Long> cancelled = items.cancelled(name.value());
        for (Attempt attempt : List.copyOf(held)) {
            if (cancelled.contains(attempt.item().id())) attempt.stop(settings.grace());
            follow(attempt);
        }
    }

    private void renew(Attempt attempt) {
        isolated(
                attempt,
                () -> {
                    if (!attempt.renewalIsDue(settings.lease())) return;
                    items.renew(attempt.item(), settings.lease());
                    attempt.renewed();
                });
    }

    private void follow(Attempt attempt) {
        if (!held.contains(attempt) || !attempt.patience().over()) return;
        isolated(
                attempt,
                () -> {
                    if (attempt.follow(ingest)) {
                        attempts.conclude(attempt);
                        held.remove(attempt);
                    }
                    attempt.patience().succeeded();
                });
    }

    /** So that what goes wrong with one attempt is no other's concern. */
    private void isolated(Attempt attempt, Runnable work) {
        try {
            work.run();
        } catch (LeaseLostException lost) {
            LOG.warn(lost.getMessage());
            leave(attempt);
            held.remove(attempt);
        } catch (RuntimeException fault) {
            if (DatabaseFaults.isUnavailable(fault)) throw fault;
            Duration pause = attempt.patience().failed();
            LOG.error(
                    "Run {} cannot be followed, tries again in {} ms",
                    attempt.item().run(),
                    pause.toMillis(),
                    fault);
        }
    }

    /**
     * This home's next server may have taken the process over. Another home's found none of it and
     * begins anew from there: for that the process is a zombie, whatever attempt it counts.
     */
    private void leave(Attempt attempt) {
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
                // The database may be away. Nothing is lost: the spools are read on from where they
                // were. An error too must not leave a server whose runs nobody looks after.
                pause = patience.failed();
                if (!outage.causes(failure))
                    LOG.warn("Tries again in {} ms", pause.toMillis(), failure);
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

    /** Whoever is not done in time stops alone. */
    private void stopRuns() {
        long begun = clock.nanos();
        while (!held.isEmpty() && !clock.hasElapsed(begun, settings.goodbye())) {
            try {
                held.forEach(attempt -> attempt.stop(settings.grace()));
                followAll();
            } catch (RuntimeException failure) {
                LOG.warn("Leaves {} runs to the next start", held.size(), failure);
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
