package org.dllm.experiments.model.io;

import java.nio.file.Path;

/** A model file is truncated, inconsistent or of an unsupported kind. */
public final class ModelFileException extends RuntimeException {

    ModelFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    ModelFileException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
