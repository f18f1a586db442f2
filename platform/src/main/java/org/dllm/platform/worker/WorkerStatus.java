package org.dllm.platform.worker;

import java.time.Instant;
import java.util.List;
import org.dllm.platform.run.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A worker and what it has in hand.
 *
 * @param slots runs that it takes at a time; absent for a worker of another server
 * @param devices that it has for runs; none known of a worker of another server
 */
public record WorkerStatus(
        String name, @Nullable Integer slots, List<String> devices, List<Held> held) {
    public WorkerStatus {
        devices = List.copyOf(devices);
        held = List.copyOf(held);
    }

    /**
     * A run in its hands.
     *
     * @param leaseUntil when others may take it, unless the worker gives a sign of life
     * @param stopping whether somebody wants it cancelled
     */
    public record Held(
            RunId run, int attempt, @Nullable Long pid, Instant leaseUntil, boolean stopping) {}
}
