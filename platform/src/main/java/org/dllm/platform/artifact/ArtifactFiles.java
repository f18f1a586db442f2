package org.dllm.platform.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.experiments.experiment.RunEvent.Artifact;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.springframework.stereotype.Component;

/** The files behind artifacts; only what a row names, and only inside its run's folder. */
@Component
public class ArtifactFiles {

    private final Artifacts artifacts;
    private final LabFolders folders;

    ArtifactFiles(Artifacts artifacts, LabFolders folders) {
        this.artifacts = artifacts;
        this.folders = folders;
    }

    /**
     * The file of an artifact.
     *
     * @throws ArtifactNotFound no row, no file, or a file that leads out of the run's folder
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
            throw new ArtifactNotFound(run, name, "; its file is gone");
        }
        throw new ArtifactNotFound(run, name, "; its file lies outside the run's folder");
    }
}
