package org.dllm.platform.worker.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import java.time.Instant;
import java.util.List;
import org.dllm.platform.run.RunId;
import org.dllm.platform.worker.WorkerStatus;
import org.dllm.platform.worker.Workers;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/workers", produces = APPLICATION_JSON_VALUE)
class WorkerController {

    private static final int MOST_QUEUED = 1000;

    private final Workers workers;

    WorkerController(Workers workers) {
        this.workers = workers;
    }

    /**
     * Workers and the queue.
     *
     * @param queue ids of the runs that may start, next first
     */
    record WorkersView(List<WorkerView> workers, List<String> queue) {}

    record WorkerView(
            String name, @Nullable Integer slots, List<String> devices, List<HeldView> runs) {
        static WorkerView of(WorkerStatus worker) {
            return new WorkerView(
                    worker.name(),
                    worker.slots(),
                    worker.devices(),
                    worker.held().stream().map(HeldView::of).toList());
        }
    }

    record HeldView(
            String run, int attempt, @Nullable Long pid, Instant leaseUntil, boolean stopping) {
        static HeldView of(WorkerStatus.Held held) {
            return new HeldView(
                    held.run().value(),
                    held.attempt(),
                    held.pid(),
                    held.leaseUntil(),
                    held.stopping());
        }
    }

    /** Workers with the runs that they hold, and the queue. */
    @GetMapping
    WorkersView all() {
        return new WorkersView(
                workers.all().stream().map(WorkerView::of).toList(),
                workers.queue(MOST_QUEUED).stream().map(RunId::value).toList());
    }
}
