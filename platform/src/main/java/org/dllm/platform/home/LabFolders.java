package org.dllm.platform.home;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the lab keeps things.
 *
 * @param home holds {@code db/}, {@code runs/<id>/} and {@code token}; only its owner may enter (or
 *     see what lies in {@code db/} and {@code runs/}, where the folder is another's)
 * @param dataDir what {@link #data} is; absent when nobody said
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

    /** Holds {@code data/}, {@code models/} and {@code tokenizers/}; in the home unless said. */
    public Path data() {
        return dataDir == null ? home.resolve("data") : dataDir;
    }

    /** The folder of one run: checkpoints, artifacts, spool. */
    public Path run(String runId) {
        return home.resolve("runs").resolve(runId);
    }

    /** Whether an attempt of this run has left its files here. */
    public boolean holds(String runId) {
        return Files.exists(run(runId).resolve("spec.json"));
    }

    /** The file of the token by which the command line speaks to the server. */
    public Path token() {
        return home.resolve("token");
    }
}
