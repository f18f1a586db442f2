package org.dllm.platform.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.experiments.experiment.RunEvent.Artifact;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunStorage;
import org.springframework.stereotype.Component;

/**
 * The files of artifacts. Only files that a row names and that are inside their run's folder are
 * found.
 */
@Component
public class ArtifactFiles {

    private final Artifacts artifacts;
    private final RunStorage storage;
    private final LabFolders folders;

    ArtifactFiles(Artifacts artifacts, RunStorage storage, LabFolders folders) {
        this.artifacts = artifacts;
        this.storage = storage;
        this.folders = folders;
    }

    /**
     * The file of an artifact.
     *
     * @throws ArtifactNotFound there is no row or no file, or the file is outside the run's folder
     */
    public Path find(RunId run, String name) {
        Artifact artifact =
                artifacts.find(run, name).orElseThrow(() -> new ArtifactNotFound(run, name, ""));
        Path folder = folders.run(run.value());
        try {
            Path real = folder.resolve(artifact.file()).toRealPath();
            if (real.startsWith(folder.toRealPath()) && Files.isRegularFile(real)) {
                return real;
            }
        } catch (IOException e) {
            throw new ArtifactNotFound(run, name, missing(run, folder));
        }
        throw new ArtifactNotFound(run, name, "; its file is outside the run's folder");
    }

    private String missing(RunId run, Path folder) {
        return storage.worker(run)
                .filter(_ -> !Files.exists(folder))
                .map(worker ->
                        "; it was stored by worker %s, and this home folder has no folder of the run"
                                .formatted(worker))
                .orElse("; its file is missing");
    }
}
