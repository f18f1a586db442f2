package org.dllm.experiments.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds a model by name or path. */
public final class ModelLocator {

    private ModelLocator() {}

    /** The file or folder of a model in the data folder's {@code models/}, or a path as it is. */
    public static Optional<Path> find(String nameOrPath, Path dataDir) {
        if (nameOrPath.isBlank()) {
            return Optional.empty(); // and not the folder of all models
        }
        return Stream.of(dataDir.resolve("models").resolve(nameOrPath), Path.of(nameOrPath))
                .filter(Files::exists)
                .findFirst();
    }

    /** The file or folder of a model that must be there. */
    public static Path resolve(String nameOrPath, Path dataDir) {
        return find(nameOrPath, dataDir)
                .orElseThrow(() -> absent(nameOrPath, dataDir, names(dataDir)));
    }

    /**
     * Says how it can be fetched, or what there is instead.
     *
     * @param known names, for who meant one of them
     */
    public static LibraryException absent(
            String nameOrPath, Path dataDir, Collection<String> known) {
        Path models = dataDir.resolve("models");
        if (Library.shipped().findModel(nameOrPath).isPresent()) {
            return new LibraryException(
                    "the model %s is not in %s yet; './dllm model fetch %s' brings it there"
                            .formatted(nameOrPath, models, nameOrPath));
        }
        return new LibraryException(
                "there is no model %s: expected a path or one of %s"
                        .formatted(
                                nameOrPath.isBlank() ? "without a name" : nameOrPath,
                                String.join(", ", known)));
    }

    /** What is in the data folder's {@code models/} or can be fetched. */
    public static SortedSet<String> names(Path dataDir) {
        var names = new TreeSet<>(files(dataDir.resolve("models")));
        Library.shipped().models().forEach(item -> names.add(item.name()));
        return names;
    }

    private static List<String> files(Path folder) {
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
