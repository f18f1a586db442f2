package org.dllm.platform.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.experiments.experiment.ResourceSpec;
import org.dllm.experiments.experiment.RunLength;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.spec.SpecException;
import org.dllm.platform.batch.RunLaunch;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.dllm.platform.spool.ProcessEnd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts attempts, adopts those of an earlier server, and concludes each. */
@Component
class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /**
     * Polls before a run that could not be started is tried again, so that other runs get their
     * turn.
     */
    private static final int POLLS_BETWEEN_STARTS = 50;

    private final WorkItems items;
    private final Runs runs;
    private final RunFiles files;
    private final LabFolders folders;
    private final ChildCommand command;
    private final WorkSettings settings;
    private final MonotonicClock clock;
    private final TransactionTemplate transaction;

    Attempts(
            WorkItems items,
            Runs runs,
            RunFiles files,
            LabFolders folders,
            ChildCommand command,
            WorkSettings settings,
            MonotonicClock clock,
            PlatformTransactionManager transactions) {
        this.items = items;
        this.runs = runs;
        this.files = files;
        this.folders = folders;
        this.command = command;
        this.settings = settings;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Claims the next run and starts its process. Empty if there is none, if the run failed at
     * once, or if another worker took the lease over.
     */
    Optional<Attempt> begin(String worker) {
        WorkItem claimed = transaction.execute(_ -> claim(worker));
        return Optional.ofNullable(claimed).flatMap(this::start);
    }

    private @Nullable WorkItem claim(String worker) {
        while (true) {
            WorkItem item = items.claim(worker, settings.lease(), settings.devices()).orElse(null);
            if (item == null) return null;
            if (runs.starting(item.run(), item.attempt())) {
                files.keep(item);
                return item;
            }
            items.done(item); // the run was cancelled while it was being queued
        }
    }

    private Optional<Attempt> start(WorkItem item) {
        RunLaunch launch = launch(item);
        // A spool of an unstarted attempt exists only if the database lost the claim, for example
        // by a restore.
        if (Files.exists(launch.spool()))
            return Optional.of(
                    new Attempt(item, launch, ChildProcess.find(launch).orElse(null), null, clock));
        Optional<String> missing = files.missing(item);
        if (missing.isPresent()) {
            failForGood(item, missing.get());
            return Optional.empty();
        }
        ChildProcess child;
        try {
            String spec = runs.provenance(item.run()).orElseThrow().spec();
            copyStepsOfOriginal(item.run(), launch.folder());
            child = ChildProcess.start(command, launch, spec, resources(spec));
        } catch (RuntimeException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            String why = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            return Optional.of(new Attempt(item, launch, null, "cannot be started: " + why, clock));
        }
        try {
            recordProcess(item, child);
        } catch (LeaseLostException lost) {
            LOG.warn(lost.getMessage());
            child.kill();
            return Optional.empty();
        }
        return Optional.of(new Attempt(item, launch, child, null, clock));
    }

    private void failForGood(WorkItem item, String reason) {
        try {
            transaction.executeWithoutResult(_ -> fail(item, reason));
        } catch (LeaseLostException lost) {
            LOG.warn(lost.getMessage());
        }
    }

    /**
     * Records the process. If the database is unavailable, the attempt continues: the process has
     * recorded its number in its own file.
     */
    private void recordProcess(WorkItem item, ChildProcess child) {
        try {
            items.process(item, child.pid(), child.startedAt());
        } catch (DataAccessException | TransactionException away) {
            LOG.warn(
                    "Process {} of run {} is not in the database; only the pid file in its attempt"
                            + " folder names it",
                    child.pid(),
                    item.run(),
                    away);
        }
    }

    /** If a time budget decided the steps of the original, a rerun repeats exactly that number. */
    private void copyStepsOfOriginal(RunId run, Path folder) {
        RunId original = runs.require(run).rerunOf();
        if (original == null) return;
        String manifest = runs.provenance(original).orElseThrow().manifest();
        if (manifest != null) RunLength.fromManifest(manifest).write(folder);
    }

    /** Resources to start with. The process itself reports a spec that it cannot read. */
    private static ResourceSpec resources(String spec) {
        try {
            return SpecJson.read(spec).resources();
        } catch (SpecException | IllegalArgumentException _) {
            return new ResourceSpec("cpu", 1);
        }
    }

    /** Adopts an orphan with its process, if that is alive. */
    Optional<Attempt> adopt(WorkItem orphan, String worker) {
        Optional<WorkItem> taken =
                transaction.execute(_ -> {
                    var item = items.adopt(orphan, worker, settings.lease());
                    item.ifPresent(adopted -> files.takeOver(adopted, orphan.worker()));
                    return item;
                });
        return taken.map(this::adopted);
    }

    private Attempt adopted(WorkItem item) {
        RunLaunch launch = launch(item);
        Optional<ChildProcess> child =
                item.pid() != null && item.pidStartedAt() != null
                        ? ChildProcess.find(item.pid(), item.pidStartedAt(), launch)
                        : ChildProcess.find(launch);
        if (item.pid() == null) child.ifPresent(alive -> recordProcess(item, alive));
        return new Attempt(item, launch, child.orElse(null), null, clock);
    }

    private RunLaunch launch(WorkItem item) {
        return new RunLaunch(
                item.run().value(),
                folders.run(item.run().value()),
                item.attempt(),
                folders.data());
    }

    /**
     * Ends the run or queues its next attempt, after the process has ended and its spool is stored.
     */
    void conclude(Attempt attempt) {
        if (attempt.damaged()) deleteStages(attempt.item());
        transaction.executeWithoutResult(_ -> concludeInTransaction(attempt));
    }

    /**
     * The results of finished stages are lost with the damaged spool. The next attempt has to
     * repeat these stages.
     */
    private void deleteStages(WorkItem item) {
        Path done = launch(item).stagesDone();
        try {
            Files.deleteIfExists(done);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot delete " + done, failure);
        }
    }

    private void concludeInTransaction(Attempt attempt) {
        WorkItem item = attempt.item();
        ProcessEnd processEnd = attempt.ending();
        items.renew(item, settings.lease()); // checks the lease, and locks the flags read below
        WorkItem now = items.find(item.id()).orElseThrow();
        lastWrite(item).ifPresent(at -> runs.stopped(item.run(), at));
        String reason =
                processEnd.reason() == null ? "the process gave no reason" : processEnd.reason();
        if (processEnd.outcome() == ProcessEnd.Outcome.FINISHED) {
            runs.finished(item.run());
            items.done(item);
        } else if (now.cancelRequested()) {
            runs.cancelled(item.run());
            items.done(item);
        } else if (attempt.notStarted() != null) {
            postpone(item, attempt.notStarted());
        } else if (processEnd.outcome() == ProcessEnd.Outcome.FAILED_FOR_GOOD) {
            fail(
                    item,
                    processEnd.checkpoint() == null
                            ? reason
                            : reason + "; last checkpoint " + processEnd.checkpoint());
        } else if (processEnd.outcome() == ProcessEnd.Outcome.STOPPED) {
            requeue(
                    item,
                    now.failures(),
                    "stopped at step %d and will resume".formatted(processEnd.step()));
        } else if (attempt.stopAsked()) {
            requeue(item, now.failures(), "stopped and will resume: " + reason);
        } else if (now.failures() + 1 >= settings.attempts()) {
            fail(
                    item,
                    "%s (%d attempts without a new checkpoint)"
                            .formatted(reason, now.failures() + 1));
        } else {
            retry(item, now.failures() + 1, reason);
        }
    }

    /**
     * Time of the last line of the spool: the best estimate of the end if the server was down then.
     */
    private Optional<Instant> lastWrite(WorkItem item) {
        try {
            return Optional.of(Files.getLastModifiedTime(launch(item).spool()).toInstant());
        } catch (IOException _) {
            return Optional.empty(); // the process wrote no spool
        }
    }

    private void fail(WorkItem item, String reason) {
        runs.failed(item.run(), reason);
        items.done(item);
    }

    /**
     * A process that cannot be started is no failure of the run: it counts neither as an attempt
     * nor as a failure.
     */
    private void postpone(WorkItem item, String reason) {
        LOG.warn("Run {} {}", item.run(), reason);
        runs.retrying(item.run(), reason);
        items.postpone(item, settings.poll().multipliedBy(POLLS_BETWEEN_STARTS));
    }

    private void requeue(WorkItem item, int failures, String reason) {
        LOG.warn("Attempt {} of run {}: {}", item.attempt(), item.run(), reason);
        runs.retrying(item.run(), reason);
        items.requeue(item, failures, Duration.ZERO);
    }

    /**
     * Queues the next attempt after a pause, in which a full disk or a busy machine may recover.
     */
    private void retry(WorkItem item, int failures, String reason) {
        Duration pause = settings.pauseAfter(failures);
        LOG.warn(
                "Attempt {} of run {}: {}; next attempt in {} ms",
                item.attempt(),
                item.run(),
                reason,
                pause.toMillis());
        runs.retrying(item.run(), reason);
        items.requeue(item, failures, pause);
    }
}
