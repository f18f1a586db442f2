package org.dllm.platform.bulk;

import java.io.IOException;
import java.util.Optional;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.DeletionRefused;
import org.dllm.platform.run.RunDeletion;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunNotFound;
import org.dllm.platform.run.RunStorage;
import org.dllm.platform.worker.Workers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Deletes runs: the mark, the folder, the measured rows, the run. The run's row goes last, so that
 * a deletion that was interrupted can be continued.
 */
@Component
class RunRemoval {

    private static final Logger LOG = LoggerFactory.getLogger(RunRemoval.class);

    private final RunDeletion rows;
    private final RunStorage storage;
    private final LabFolders folders;
    private final Workers workers;

    RunRemoval(RunDeletion rows, RunStorage storage, LabFolders folders, Workers workers) {
        this.rows = rows;
        this.storage = storage;
        this.folders = folders;
        this.workers = workers;
    }

    /**
     * @throws RunNotFound there is no such run
     * @throws DeletionRefused it has not ended, or other runs need it
     */
    Outcome delete(RunId id) {
        rows.begin(id);
        Optional<String> other = otherWorker(id);
        long bytes;
        try {
            bytes = RunFolder.delete(folders.run(id.value()));
        } catch (IOException e) {
            return Outcome.not(
                    Outcome.Status.FAILED,
                    id.value(),
                    "the folder %s cannot be deleted (%s): delete it and repeat the request"
                            .formatted(folders.run(id.value()), e));
        }
        rows.erase(id);
        rows.finish(id);
        String note =
                other.map(worker ->
                                "its files are kept by worker %s, in another home folder: delete the folder runs/%s there"
                                        .formatted(worker, id))
                        .orElse(null);
        return new Outcome(id.value(), Outcome.Status.DONE, note, bytes);
    }

    /**
     * Continues the deletions that the end of a server interrupted; the server whose home folder
     * has the files does so.
     */
    @EventListener(ApplicationReadyEvent.class)
    void continueInterrupted() {
        for (RunId id : rows.unfinished()) {
            if (otherWorker(id).isPresent()) {
                continue;
            }
            try {
                delete(id);
            } catch (DeletionRefused | RunNotFound | DataAccessException e) {
                LOG.warn("The deletion of run {} could not be continued: {}", id, e.getMessage());
            }
        }
    }

    private Optional<String> otherWorker(RunId id) {
        return storage.worker(id).filter(worker -> !worker.equals(workers.own()));
    }
}
