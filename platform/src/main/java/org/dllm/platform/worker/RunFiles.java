package org.dllm.platform.worker;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.EventKey;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunStorage;
import org.dllm.platform.run.Runs;
import org.springframework.stereotype.Component;

/**
 * Checks that the checkpoint of a run is in the home folder of the worker that resumes it. A
 * checkpoint stays in the home folder of the worker that wrote it.
 */
@Component
class RunFiles {

    private final Runs runs;
    private final RunStorage storage;
    private final RunLogs logs;
    private final LabFolders folders;
    private final Clock clock;

    RunFiles(Runs runs, RunStorage storage, RunLogs logs, LabFolders folders, Clock clock) {
        this.runs = runs;
        this.storage = storage;
        this.logs = logs;
        this.folders = folders;
        this.clock = clock;
    }

    /** Records that the worker of this item stores the files of the run from now on. */
    void keep(WorkItem item) {
        storage.keep(item.run(), item.worker());
    }

    /**
     * Why the run would start at step 0 and lose its metrics although it has a checkpoint; empty if
     * it would not.
     */
    Optional<String> missing(WorkItem item) {
        return checkpointElsewhere(item)
                .map(step ->
                        "its checkpoint at step %d is missing, as is its folder %s; './dllm resume %s --fresh' starts at step 0"
                                .formatted(step, folders.run(item.run().value()), item.run()));
    }

    /** Discards the checkpoint of a worker that no longer renews its lease, and logs that. */
    void takeOver(WorkItem item, String before) {
        if (before.equals(item.worker())) return;
        checkpointElsewhere(item)
                .ifPresent(step -> {
                    String said =
                            "worker %s, which keeps the checkpoint at step %d, does not renew its lease: the next attempt starts at step 0"
                                    .formatted(before, step);
                    EventKey key =
                            EventKey.of(item.attempt(), item.spoolSeq() + 1, clock.instant());
                    logs.append(
                            item.run(), List.of(new LogLine(key.seq(), key.at(), "WARN", said)));
                    storage.giveUp(item.run());
                });
    }

    private Optional<Long> checkpointElsewhere(WorkItem item) {
        return Optional.ofNullable(runs.require(item.run()).checkpointStep())
                .filter(_ -> !folders.holds(item.run().value()));
    }
}
