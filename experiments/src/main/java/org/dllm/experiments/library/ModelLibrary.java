package org.dllm.experiments.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a model by name or path. */
public final class ModelLibrary {

    private ModelLibrary() {}

    /** The file or folder of a model in the data folder's {@code models/}, or a path as it is. */
    public static Optional<Path> find(String nameOrPath, Path dataDir) {
        return Stream.of(dataDir.resolve("models").resolve(nameOrPath), Path.of(nameOrPath))
                .filter(Files::exists)
                .findFirst();
    }

    /** The file or folder of a model that must be there. */
    public static Path resolve(String nameOrPath, Path dataDir) {
        return find(nameOrPath, dataDir).orElseThrow(() -> absent(nameOrPath, dataDir));
    }

    /** Says what is there instead, and what can be fetched. */
    public static LibraryException absent(String nameOrPath, Path dataDir) {
        Path models = dataDir.resolve("models");
        if (Library.shipped().findModel(nameOrPath).isPresent()) {
            return new LibraryException(
                    "the model %s is not in %s yet; './dllm model fetch %s' brings it there"
                            .formatted(nameOrPath, models, nameOrPath));
        }
        return new LibraryException(
                "there is no model %s: no such path, not among %s in %s, and not among the known %s"
                        .formatted(
                                nameOrPath,
                                names(models),
                                models,
                                Library.shipped().models().stream().map(Item::name).toList()));
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new LibraryException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }
}
