package org.dllm.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the folder of models and data. */
final class DataFolderOption {

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            defaultValue = "${env:DLLM_DATA_DIR:-data}",
            description = "folder with data/, models/, tokenizers/ (default: ${DEFAULT-VALUE})")
    private Path path = Path.of("data");

    /** Fails if the given folder does not exist. */
    void requireNamed() {
        if (!path.equals(Path.of("data")) && !Files.isDirectory(path)) {
            throw new IllegalArgumentException(
                    "--data-dir: expected a folder, but there is no " + path);
        }
    }

    Path path() {
        return path;
    }
}
