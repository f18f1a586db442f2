package org.dllm.platform.home;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The folders of the lab.
 *
 * @param home holds {@code db/}, {@code runs/<id>/} and {@code token}; only its owner may enter it,
 *     or, if the folder belongs to another user, {@code db/} and {@code runs/}
 * @param dataDir value of {@link #data}; absent if not configured
 */
@ConfigurationProperties("dllm")
public record LabFolders(Path home, @Nullable Path dataDir) {
    public LabFolders {
        home = home.toAbsolutePath().normalize();
        // An unset variable arrives as the empty path.
        dataDir =
                dataDir == null || dataDir.toString().isEmpty()
                        ? null
                        : dataDir.toAbsolutePath().normalize();
    }

    /**
     * The folder with {@code data/}, {@code models/} and {@code tokenizers/}; the home folder
     * unless configured.
     */
    public Path data() {
        return dataDir == null ? home.resolve("data") : dataDir;
    }

    /** The folder of one run: checkpoints, artifacts, spool. */
    public Path run(String runId) {
        return home.resolve("runs").resolve(runId);
    }

    /** Whether an attempt of this run has left files here. */
    public boolean holds(String runId) {
        return Files.exists(run(runId).resolve("spec.json"));
    }

    /** The file of the token with which the command line authenticates. */
    public Path token() {
        return home.resolve("token");
    }
}
