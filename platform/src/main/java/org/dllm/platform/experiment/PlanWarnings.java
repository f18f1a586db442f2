package org.dllm.platform.experiment;

import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.worker.Workers;
import org.springframework.stereotype.Component;

/** Reasons why the runs of a spec cannot finish on this server, each with what to do. */
@Component
public class PlanWarnings {

    private final LabFolders folders;
    private final Workers workers;

    PlanWarnings(LabFolders folders, Workers workers) {
        this.folders = folders;
        this.workers = workers;
    }

    public List<String> of(SpecDocument document) {
        List<String> offered = workers.all().getFirst().devices();
        Stream<String> devices =
                document.plan().stream()
                        .map(run -> run.spec().resources().device())
                        .distinct()
                        .filter(device -> !offered.contains(device))
                        .map(device ->
                                "the worker of this server has no %1$s (it has %2$s): runs on %1$s wait until the server is started with './dllm serve --set dllm.worker.devices=%2$s,%1$s'"
                                        .formatted(device, String.join(",", offered)));
        return Stream.concat(document.absent(folders.data()).stream(), devices).toList();
    }
}
