package org.dllm.platform.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dllm.experiments.experiment.ResourceSpec;
import org.dllm.experiments.experiment.RunLength;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.experiment.Ticks;
import org.dllm.experiments.spec.SpecException;
import org.dllm.platform.batch.RunOrder;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.dllm.platform.spool.Ending;
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
    private final Ticks ticks;
    private final TransactionTemplate transaction;

    Attempts(
            WorkItems items,
            Runs runs,
            RunFiles files,
            LabFolders folders,
            ChildCommand command,
            WorkSettings settings,
            Ticks ticks,
            PlatformTransactionManager transactions) {
        this.items = items;
        this.runs = runs;
        this.files = files;
        this.folders = folders;
        this.command = command;
        this.settings = settings;
        this.ticks = ticks;
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
        RunOrder order = order(item);
        // Only where the database forgot a claim, as one restored from a backup does.
        if (Files.exists(order.spool()))
            return Optional.of(
                    new Attempt(item, order, Child.find(order).orElse(null), null, ticks));
        Optional<String> missing = files.missing(item);
        if (missing.isPresent()) {
            failForGood(item, missing.get());
            return Optional.empty();
        }
        Child child;
        try {
            String spec = runs.papers(item.run()).orElseThrow().spec();
            repeatSteps(item.run(), order.folder());
            child = Child.start(command, order, spec, resources(spec));
        } catch (RuntimeException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            String why = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            return Optional.of(new Attempt(item, order, null, "cannot be started: " + why, ticks));
        }
        try {
            writeDown(item, child);
        } catch (LeaseLostException lost) {
            LOG.warn(lost.getMessage());
            child.kill();
            return Optional.empty();
        }
        return Optional.of(new Attempt(item, order, child, null, ticks));
    }

    private void failForGood(WorkItem item, String reason) {
        try {
            transaction.executeWithoutResult(_ -> fail(item, reason));
        } catch (LeaseLostException lost) {
            LOG.warn(lost.getMessage());
        }
    }

    /** A process that lives is followed, whether or not the database is there to be told of it. */
    private void writeDown(WorkItem item, Child child) {
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
        String manifest = runs.papers(original).orElseThrow().manifest();
        if (manifest != null) RunLength.told(manifest).write(folder);
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
        RunOrder order = order(item);
        Optional<Child> child =
                item.pid() != null && item.pidStartedAt() != null
                        ? Child.find(item.pid(), item.pidStartedAt(), order)
                        : Child.find(order);
        if (item.pid() == null) child.ifPresent(alive -> writeDown(item, alive));
        return new Attempt(item, order, child.orElse(null), null, ticks);
    }

    private RunOrder order(WorkItem item) {
        return new RunOrder(
                item.run().value(),
                folders.run(item.run().value()),
                item.attempt(),
                folders.data());
    }

    /** The process is gone and its spool is read: the run ends here or is tried again. */
    void conclude(Attempt attempt) {
        if (attempt.damaged()) forgetStages(attempt.item());
        transaction.executeWithoutResult(_ -> draw(attempt));
    }

    /** Stages that were done told into the damaged spool: the next attempt has to tell it again. */
    private void forgetStages(WorkItem item) {
        Path done = order(item).stagesDone();
        try {
            Files.deleteIfExists(done);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot delete " + done, failure);
        }
    }

    private void draw(Attempt attempt) {
        WorkItem item = attempt.item();
        Ending ending = attempt.ending();
        items.renew(item, settings.lease()); // the fence, and a lock on the flags read below
        WorkItem now = items.find(item.id()).orElseThrow();
        lastSign(item).ifPresent(at -> runs.stopped(item.run(), at));
        String reason = ending.reason() == null ? "no reason was given" : ending.reason();
        if (ending.outcome() == Ending.Outcome.FINISHED) {
            runs.finished(item.run());
            items.done(item);
        } else if (now.cancelRequested()) {
            runs.cancelled(item.run());
            items.done(item);
        } else if (attempt.notStarted() != null) {
            postpone(item, attempt.notStarted());
        } else if (ending.outcome() == Ending.Outcome.FAILED_FOR_GOOD) {
            fail(
                    item,
                    ending.checkpoint() == null
                            ? reason
                            : reason + "; last checkpoint " + ending.checkpoint());
        } else if (ending.outcome() == Ending.Outcome.STOPPED) {
            goOn(
                    item,
                    now.failures(),
                    "was stopped at step %d and will go on".formatted(ending.step()));
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
