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
            return Optional.empty(); // otherwise it would resolve to the folder of all models
        }
        return Stream.of(dataDir.resolve("models").resolve(nameOrPath), Path.of(nameOrPath))
                .filter(Files::exists)
                .findFirst();
    }

    /** The file or folder of a model; fails if it does not exist. */
    public static Path resolve(String nameOrPath, Path dataDir) {
        return find(nameOrPath, dataDir)
                .orElseThrow(() -> absent(nameOrPath, dataDir, names(dataDir)));
    }

    /**
     * The error for a missing model, with the command that fetches it or the known names.
     *
     * @param known names to list in the message
     */
    public static LibraryException absent(
            String nameOrPath, Path dataDir, Collection<String> known) {
        Path models = dataDir.resolve("models");
        if (Library.shipped().findModel(nameOrPath).isPresent()) {
            return new LibraryException(
                    "the model %s is not in %s; fetch it with './dllm model fetch %s'"
                            .formatted(nameOrPath, models, nameOrPath));
        }
        return new LibraryException(
                "unknown model %s: expected a path or one of %s"
                        .formatted(
                                nameOrPath.isBlank() ? "without a name" : nameOrPath,
                                String.join(", ", known)));
    }

    /** Names in the data folder's {@code models/} and names that can be fetched. */
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
