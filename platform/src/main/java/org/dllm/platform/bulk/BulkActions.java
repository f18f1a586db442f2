package org.dllm.platform.bulk;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.dllm.platform.rerun.ResumeRefused;
import org.dllm.platform.rerun.Resumptions;
import org.dllm.platform.run.DeletionRefused;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunArchive;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunNotFound;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.springframework.stereotype.Component;

/** Applies one action to many runs; each run has its own outcome. */
@Component
public class BulkActions {

    private final Runs runs;
    private final RunArchive archive;
    private final Resumptions resumptions;
    private final RunRemoval removal;

    BulkActions(Runs runs, RunArchive archive, Resumptions resumptions, RunRemoval removal) {
        this.runs = runs;
        this.archive = archive;
        this.resumptions = resumptions;
        this.removal = removal;
    }

    /** One outcome per distinct id, in the given order; a malformed id is treated as not found. */
    public List<Outcome> apply(BulkAction action, Collection<String> ids) {
        List<String> asked = ids.stream().distinct().toList();
        // A run that needs another run's result is newer than that run, and fails if that run ends
        // without a result. So it is resumed after that run, and cancelled or deleted before it.
        var numbers = new HashMap<String, Long>();
        asked.forEach(id -> numbers.put(id, number(id)));
        Comparator<String> oldestFirst =
                Comparator.comparingLong(id -> numbers.getOrDefault(id, 0L));
        return asked.stream()
                .sorted(action == BulkAction.RESUME ? oldestFirst : oldestFirst.reversed())
                .map(id -> apply(action, id))
                .sorted(Comparator.comparingInt(outcome -> asked.indexOf(outcome.run())))
                .toList();
    }

    private Outcome apply(BulkAction action, String id) {
        Optional<Run> run = find(id);
        if (run.isEmpty()) {
            return Outcome.not(Outcome.Status.NOT_FOUND, id, "there is no run " + id);
        }
        try {
            return switch (action) {
                case ARCHIVE -> archive(run.get());
                case UNARCHIVE ->
                        outcome(archive.unarchive(run.get().id()), run.get(), "it is not archived");
                case CANCEL -> cancel(run.get());
                case RESUME -> resume(run.get());
                case DELETE -> removal.delete(run.get().id());
            };
        } catch (RunNotFound e) {
            return Outcome.not(Outcome.Status.NOT_FOUND, id, e.getMessage());
        } catch (ResumeRefused | DeletionRefused e) {
            return Outcome.not(Outcome.Status.REFUSED, id, e.getMessage());
        }
    }

    /** A run that needs the result of a run that ended without one fails again at once. */
    private Outcome resume(Run run) {
        resumptions.start(run.id(), false, null);
        Run now = runs.require(run.id());
        return now.state() == RunState.FAILED
                ? Outcome.not(
                        Outcome.Status.REFUSED,
                        run.id().value(),
                        "run %s failed again: %s".formatted(run.id(), now.reason()))
                : Outcome.done(run.id().value());
    }

    private Outcome archive(Run run) {
        return outcome(
                archive.archive(run.id()),
                run,
                run.archivedAt() != null ? "it is archived already" : "it has not ended");
    }

    /** A run that a worker executes ends later. */
    private Outcome cancel(Run run) {
        if (!runs.cancel(run.id())) {
            return outcome(false, run, "it has ended");
        }
        boolean ended = find(run.id().value()).map(now -> now.state().ended()).orElse(true);
        String later = ended ? null : "it stops after the current step and saves a checkpoint";
        return new Outcome(run.id().value(), Outcome.Status.DONE, later, 0);
    }

    private static Outcome outcome(boolean done, Run run, String otherwise) {
        return done
                ? Outcome.done(run.id().value())
                : Outcome.not(
                        Outcome.Status.REFUSED,
                        run.id().value(),
                        "run %s is %s: %s".formatted(run.id(), run.state(), otherwise));
    }

    private Optional<Run> find(String id) {
        return RunId.isOne(id) ? runs.find(new RunId(id)) : Optional.empty();
    }

    private long number(String id) {
        return find(id).map(Run::number).orElse(0L);
    }
}
