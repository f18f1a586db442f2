package org.dllm.experiments.model.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.model.format.FileKind;

/** Opens a model of any supported format: a file, or a folder that contains one. */
public final class ModelFiles {

    private static final String EXPECTED =
            "expected GGUF, safetensors (or the index of its shards) or llama2.c weights";

    private ModelFiles() {}

    /**
     * Maps the model; nothing is decoded yet.
     *
     * @throws ModelFileException if the file is truncated, inconsistent or of an unknown kind
     */
    @SuppressWarnings("MustBeClosedChecker") // closed with the model, or here on failure
    public static ModelFile open(Path fileOrFolder) {
        Arena arena = Arena.ofShared();
        try {
            return read(
                    Files.isDirectory(fileOrFolder) ? inFolder(fileOrFolder) : fileOrFolder, arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static ModelFile read(Path path, Arena arena) {
        MappedFile file = MappedFile.open(path, arena);
        FileKind.of(file.head(FileKind.HEAD))
                .ifPresent(kind -> {
                    throw file.error("the file is %s; %s".formatted(kind.description(), EXPECTED));
                });
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".safetensors.index.json") || Safetensors.is(file)) {
            return SafetensorsReader.model(path, arena);
        }
        if (GgufReader.is(file)) {
            return GgufReader.read(file, arena);
        }
        if (Llama2cReader.is(file)) {
            return Llama2cReader.read(file, arena);
        }
        throw file.error("the file format is unknown; " + EXPECTED);
    }

    /** The only model in the folder; sharded models are found by their index. */
    private static Path inFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            for (String whole : List.of("model.safetensors.index.json", "model.safetensors")) {
                Path path = folder.resolve(whole);
                if (all.contains(path)) {
                    return path;
                }
            }
            List<Path> models = all.stream().filter(ModelFiles::isModel).toList();
            if (models.size() != 1) {
                throw new ModelFileException(
                        folder,
                        "the folder must contain model.safetensors, its index, or one .gguf or .bin"
                                + " file, but holds "
                                + models.stream().map(Path::getFileName).toList());
            }
            return models.getFirst();
        } catch (IOException e) {
            throw new ModelFileException(folder, "cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean isModel(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".gguf")
                || name.endsWith(".safetensors")
                || (name.endsWith(".bin") && !name.startsWith("tok"));
    }
}
