package org.dllm.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says where models and data lie. */
final class DataFolderOption {

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            defaultValue = "${env:DLLM_DATA_DIR:-data}",
            description = "folder with data/, models/, tokenizers/ (default: ${DEFAULT-VALUE})")
    private Path path = Path.of("data");

    /** Fails where somebody named a folder that is not there. */
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
