package org.dllm.experiments.cli;

import org.dllm.experiments.library.FileSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the source of files. */
final class FileSourceOptions {

    @Option(
            names = "--from",
            paramLabel = "FOLDER|URL",
            description = "a folder or a mirror with the layout of the data folder")
    private @Nullable String from;

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            defaultValue = "${env:DLLM_MIRROR:-}",
            description = "the mirror to use without --from (default: DLLM_MIRROR)")
    private @Nullable String mirror;

    FileSource source() {
        return FileSource.of(from, mirror);
    }
}
