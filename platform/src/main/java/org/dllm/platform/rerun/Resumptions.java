package org.dllm.platform.rerun;

import java.util.List;
import java.util.Optional;
import org.dllm.platform.experiment.IdempotencyKeys;
import org.dllm.platform.experiment.SubmissionResult;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunStorage;
import org.dllm.platform.run.Runs;
import org.dllm.platform.worker.Workers;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Resumes runs that ended without a result. */
@Component
public class Resumptions {

    private final Runs runs;
    private final RunStorage storage;
    private final Workers workers;
    private final LabFolders folders;
    private final IdempotencyKeys keys;

    Resumptions(
            Runs runs,
            RunStorage storage,
            Workers workers,
            LabFolders folders,
            IdempotencyKeys keys) {
        this.runs = runs;
        this.storage = storage;
        this.workers = workers;
        this.folders = folders;
        this.keys = keys;
    }

    /**
     * Queues the run again.
     *
     * @param fresh start at step 0; allowed only if the checkpoint is not in this home folder
     * @param key requests with the same key resume the run only once
     * @throws ResumeRefused the run has not ended, has a result, or its checkpoint is missing or in
     *     another home folder
     */
    public void start(RunId id, boolean fresh, @Nullable String key) {
        Run run = runs.require(id);
        List<String> request =
                fresh ? List.of("resume", id.value(), "fresh") : List.of("resume", id.value());
        keys.once(key, request, run.experiment(), () -> start(run, fresh));
    }

    private SubmissionResult start(Run run, boolean fresh) {
        Optional<String> missing = missingCheckpoint(run);
        if (fresh && missing.isPresent()) {
            storage.giveUp(run.id());
        } else if (missing.isPresent()) {
            throw new ResumeRefused(missing.get());
        } else if (fresh && run.checkpointStep() != null && run.state().resumable()) {
            throw new ResumeRefused(
                    "run %s has its checkpoint at step %d in this home folder: resume it without --fresh, or rerun it"
                            .formatted(run.id(), run.checkpointStep()));
        }
        if (!runs.resume(run.id())) {
            throw new ResumeRefused(
                    "run "
                            + run.id()
                            + " is "
                            + runs.require(run.id()).state()
                            + "; only a run that failed or was cancelled can be resumed");
        }
        return new SubmissionResult(run.experiment(), List.of(run.id()));
    }

    /** Why the run would start at step 0 although it has a checkpoint; empty if it would not. */
    private Optional<String> missingCheckpoint(Run run) {
        if (run.checkpointStep() == null || !run.state().resumable()) {
            return Optional.empty();
        }
        String remedy =
                "'./dllm resume %s --fresh' starts the run again at step 0".formatted(run.id());
        Optional<String> other =
                storage.worker(run.id()).filter(worker -> !worker.equals(workers.own()));
        if (other.isPresent()) {
            return Optional.of(
                    "the checkpoint of run %s at step %d is stored by worker %s, in another home folder: resume the run on that worker's server; %s"
                            .formatted(run.id(), run.checkpointStep(), other.get(), remedy));
        }
        return folders.holds(run.id().value())
                ? Optional.empty()
                : Optional.of(
                        "the checkpoint of run %s at step %d is missing, as is its folder %s: restore the folder; %s"
                                .formatted(
                                        run.id(),
                                        run.checkpointStep(),
                                        folders.run(run.id().value()),
                                        remedy));
    }
}
