package org.dllm.experiments.model.io;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Opens a model whatever its format: a file, or a folder that holds one. */
public final class ModelFiles {

    private ModelFiles() {}

    /**
     * Maps the model; nothing is decoded yet.
     *
     * @throws ModelFileException where the file is cut short, contradicts itself or is of no known
     *     kind
     */
    @SuppressWarnings("MustBeClosedChecker") // closed with the model, or here on failure
    public static ModelFile open(Path fileOrFolder) {
        Arena arena = Arena.ofShared();
        try {
            return Llama2cReader.read(MappedFile.open(fileOrFolder, arena), arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }
}
