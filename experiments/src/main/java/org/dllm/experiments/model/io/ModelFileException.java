package org.dllm.experiments.model.io;

import java.nio.file.Path;

/** A model file that is cut short, contradicts itself, or is of a kind that is not read here. */
public final class ModelFileException extends RuntimeException {

    ModelFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    ModelFileException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
