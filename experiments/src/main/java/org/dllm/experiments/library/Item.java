package org.dllm.experiments.library;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
