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

/** Begins attempts, takes up those of an earlier life, and draws the conclusion of each. */
@Component
class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** So that a run that alone cannot be started leaves the others their turn. */
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

    /** Claims the next run and starts its process; it may be another's by then. */
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
            items.done(item); // cancelled while it was being queued
        }
    }

    private Optional<Attempt> start(WorkItem item) {
        RunLaunch launch = order(item);
        // Only where the database forgot a claim, as one restored from a backup does.
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
            repeatSteps(item.run(), launch.folder());
            child = ChildProcess.start(command, launch, spec, resources(spec));
        } catch (RuntimeException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            String why = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            return Optional.of(new Attempt(item, launch, null, "cannot be started: " + why, clock));
        }
        try {
            writeDown(item, child);
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

    /** A process that lives is followed, whether or not the database is there to be told of it. */
    private void writeDown(WorkItem item, ChildProcess child) {
        try {
            items.process(item, child.pid(), child.startedAt());
        } catch (DataAccessException | TransactionException away) {
            LOG.warn(
                    "Process {} of run {} is known by its file alone",
                    child.pid(),
                    item.run(),
                    away);
        }
    }

    /** What a clock decided once, in whichever home, is not decided again. */
    private void repeatSteps(RunId run, Path folder) {
        RunId original = runs.require(run).rerunOf();
        if (original == null) return;
        String manifest = runs.provenance(original).orElseThrow().manifest();
        if (manifest != null) RunLength.fromManifest(manifest).write(folder);
    }

    /** What is wrong with a spec that cannot be read, its process says for good. */
    private static ResourceSpec resources(String spec) {
        try {
            return SpecJson.read(spec).resources();
        } catch (SpecException | IllegalArgumentException _) {
            return new ResourceSpec("cpu", 1);
        }
    }

    /** Takes an orphan with its process, if that lives. */
    Optional<Attempt> adopt(WorkItem orphan, String worker) {
        Optional<WorkItem> taken =
                transaction.execute(_ -> {
                    var item = items.adopt(orphan, worker, settings.lease());
                    item.ifPresent(adopted -> files.takeOver(adopted, orphan.worker()));
                    return item;
                });
        return taken.map(this::found);
    }

    private Attempt found(WorkItem item) {
        RunLaunch launch = order(item);
        Optional<ChildProcess> child =
                item.pid() != null && item.pidStartedAt() != null
                        ? ChildProcess.find(item.pid(), item.pidStartedAt(), launch)
                        : ChildProcess.find(launch);
        if (item.pid() == null) child.ifPresent(alive -> writeDown(item, alive));
        return new Attempt(item, launch, child.orElse(null), null, clock);
    }

    private RunLaunch order(WorkItem item) {
        return new RunLaunch(
                item.run().value(),
                folders.run(item.run().value()),
                item.attempt(),
                folders.data());
    }

    /** The process is gone and its spool is read: the run ends here or is tried again. */
    void conclude(Attempt attempt) {
        if (attempt.damaged()) deleteStages(attempt.item());
        transaction.executeWithoutResult(_ -> draw(attempt));
    }

    /** Stages that were done told into the damaged spool: the next attempt has to tell it again. */
    private void deleteStages(WorkItem item) {
        Path done = order(item).stagesDone();
        try {
            Files.deleteIfExists(done);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot delete " + done, failure);
        }
    }

    private void draw(Attempt attempt) {
        WorkItem item = attempt.item();
        ProcessEnd processEnd = attempt.ending();
        items.renew(item, settings.lease()); // the fence, and a lock on the flags read below
        WorkItem now = items.find(item.id()).orElseThrow();
        lastSign(item).ifPresent(at -> runs.stopped(item.run(), at));
        String reason = processEnd.reason() == null ? "no reason was given" : processEnd.reason();
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
            goOn(
                    item,
                    now.failures(),
                    "was stopped at step %d and will go on".formatted(processEnd.step()));
        } else if (attempt.stopAsked()) {
            goOn(item, now.failures(), "was stopped and will go on: " + reason);
        } else if (now.failures() + 1 >= settings.attempts()) {
            fail(
                    item,
                    "%s (%d attempts without a new checkpoint)"
                            .formatted(reason, now.failures() + 1));
        } else {
            retry(item, now.failures() + 1, reason);
        }
    }

    /** When the process last wrote into its spool: for a server that was away, its end. */
    private Optional<Instant> lastSign(WorkItem item) {
        try {
            return Optional.of(Files.getLastModifiedTime(order(item).spool()).toInstant());
        } catch (IOException _) {
            return Optional.empty(); // it never wrote
        }
    }

    private void fail(WorkItem item, String reason) {
        runs.failed(item.run(), reason);
        items.done(item);
    }

    /** A disk or a system that starts nothing is no fault of the run. */
    private void postpone(WorkItem item, String reason) {
        LOG.warn("Run {} {}", item.run(), reason);
        runs.retrying(item.run(), reason);
        items.postpone(item, settings.poll().multipliedBy(POLLS_BETWEEN_STARTS));
    }

    private void goOn(WorkItem item, int failures, String reason) {
        LOG.warn("Attempt {} of run {}: {}", item.attempt(), item.run(), reason);
        runs.retrying(item.run(), reason);
        items.requeue(item, failures, Duration.ZERO);
    }

    /** A pause gives a full disk or a busy machine the time to recover. */
    private void retry(WorkItem item, int failures, String reason) {
        Duration pause = settings.pauseAfter(failures);
        LOG.warn(
                "Attempt {} of run {}: {}; tries again in {} ms",
                item.attempt(),
                item.run(),
                reason,
                pause.toMillis());
        runs.retrying(item.run(), reason);
        items.requeue(item, failures, pause);
    }
}
