package org.dllm.experiments.library;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model or a data set of the catalogue.
 *
 * @param folder {@code models} or {@code data}, in the data folder and in a mirror
 * @param origin who made it, for a person
 */
public record Item(
        String folder,
        String name,
        String title,
        String licence,
        String origin,
        List<ItemFile> files) {

    public Item {
        files = List.copyOf(files);
    }

    /**
     * One of its files.
     *
     * @param home where the public has it; empty where only a folder or a mirror does
     */
    public record ItemFile(String name, long bytes, String sha256, Optional<URI> home) {}

    /**
     * The item of this name.
     *
     * @param kind what it is, for a message
     * @throws LibraryException there is none
     */
    public static Item named(String name, String kind, List<Item> items) {
        return items.stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new LibraryException(
                                "there is no %s %s; known are %s"
                                        .formatted(
                                                kind,
                                                name,
                                                items.stream()
                                                        .map(Item::name)
                                                        .collect(Collectors.joining(", ")))));
    }

    public long bytes() {
        return files.stream().mapToLong(ItemFile::bytes).sum();
    }

    /** Where the item lies, or would. */
    public Path in(Path dataDir) {
        return dataDir.resolve(folder).resolve(name);
    }

    /** Whether every file lies there with its size; hashes are checked when it is fetched. */
    public boolean isIn(Path dataDir) {
        return files.stream()
                .allMatch(
                        file -> in(dataDir).resolve(file.name()).toFile().length() == file.bytes());
    }
}
