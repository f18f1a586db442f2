package org.dllm.experiments.model.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens a model whatever its format: a file, or a folder that holds one. */
public final class ModelFiles {

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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
            return read(
                    Files.isDirectory(fileOrFolder) ? inFolder(fileOrFolder) : fileOrFolder, arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static ModelFile read(Path path, Arena arena) {
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".safetensors") || name.endsWith(".safetensors.index.json")) {
            return SafetensorsReader.model(path, arena);
        }
        MappedFile file = MappedFile.open(path, arena);
        int magic = file.slice("the first word", 0, 4).get(INT, 0);
        return magic == GgufReader.MAGIC
                ? GgufReader.read(file, arena)
                : Llama2cReader.read(file, arena);
    }

    /** The one model of the folder; shards count by their index. */
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
                        "the folder should hold model.safetensors, its index, or one .gguf or .bin"
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
