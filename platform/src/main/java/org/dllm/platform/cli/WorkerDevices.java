package org.dllm.platform.cli;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The devices that the workers of the server have for runs. */
record WorkerDevices(Set<String> names) {

    static WorkerDevices of(JsonNode workers) {
        var names = new TreeSet<String>();
        for (JsonNode worker : workers.path("workers")) {
            worker.path("devices").forEach(device -> names.add(device.asString()));
        }
        return new WorkerDevices(names);
    }

    /** Why a run on this device does not start; empty if a worker has it. */
    Optional<String> missing(String device) {
        return names.contains(device)
                ? Optional.empty()
                : Optional.of(
                        "no worker here has %s (they have %s; DLLM_WORKER_DEVICES says which)"
                                .formatted(
                                        device,
                                        names.isEmpty() ? "none" : String.join(", ", names)));
    }
}
