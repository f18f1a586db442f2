package org.dllm.platform.worker;

import java.time.Instant;
import java.util.List;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A worker and the runs that it holds.
 *
 * @param slots runs that it executes at a time; absent for a worker of another server
 * @param devices its devices; empty for a worker of another server
 */
public record WorkerStatus(
        String name, @Nullable Integer slots, List<String> devices, List<Held> held) {
    public WorkerStatus {
        devices = List.copyOf(devices);
        held = List.copyOf(held);
    }

    /**
     * A run that the worker holds.
     *
     * @param leaseUntil when other workers may take the run, unless the lease is renewed
     * @param stopping whether its cancellation is requested
     */
    public record Held(
            RunId run, int attempt, @Nullable Long pid, Instant leaseUntil, boolean stopping) {}
}
