package org.dllm.platform.cli;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The devices on which the server's workers execute runs. */
record WorkerDevices(Set<String> names) {

    static WorkerDevices of(JsonNode workers) {
        var names = new TreeSet<String>();
        for (JsonNode worker : workers.path("workers")) {
            worker.path("devices").forEach(device -> names.add(device.asString()));
        }
        return new WorkerDevices(names);
    }

    /** Why a run for this device does not start; empty if a worker has the device. */
    Optional<String> missing(String device) {
        return names.contains(device)
                ? Optional.empty()
                : Optional.of(
                        "no worker has %s (available: %s; DLLM_WORKER_DEVICES sets the devices of a worker)"
                                .formatted(
                                        device,
                                        names.isEmpty() ? "none" : String.join(", ", names)));
    }
}
