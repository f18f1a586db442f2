package org.dllm.experiments.cli;

import org.dllm.experiments.library.FileSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where files are taken from. */
final class FileSourceOptions {

    @Option(
            names = "--from",
            paramLabel = "FOLDER|URL",
            description = "a folder or a mirror laid out like the data folder")
    private @Nullable String from;

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            defaultValue = "${env:DLLM_MIRROR:-}",
            description = "the mirror where --from is absent (default: DLLM_MIRROR)")
    private @Nullable String mirror;

    FileSource source() {
        return FileSource.of(from, mirror);
    }
}
