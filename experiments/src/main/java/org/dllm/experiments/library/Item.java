package org.dllm.experiments.library;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model or a data set of the library.
 *
 * @param folder {@code models} or {@code data}, in the data folder and in a mirror
 * @param origin its author, for display
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
     * @param home public address; empty if only a folder or a mirror has the file
     */
    public record ItemFile(String name, long bytes, String sha256, Optional<URI> home) {}

    /**
     * The item of this name.
     *
     * @param kind model or data set, for messages
     * @throws LibraryException there is none
     */
    public static Item named(String name, String kind, List<Item> items) {
        return items.stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new LibraryException(
                                "unknown %s %s; expected one of %s"
                                        .formatted(
                                                kind,
                                                name,
                                                items.stream()
                                                        .map(Item::name)
                                                        .collect(Collectors.joining(", ")))));
    }

    /** The end of a message about a missing file: the command that fetches the item. */
    public String remedy() {
        String command =
                "fetch it with './dllm %s fetch %s"
                        .formatted(folder.equals("data") ? "data" : "model", name);
        return files.stream().allMatch(file -> file.home().isPresent())
                ? command + "'"
                : command
                        + " --from FOLDER_OR_URL' from a folder or a mirror that has %s/%s; no public address serves these files unchanged (origin: %s)"
                                .formatted(folder, name, origin);
    }

    public long bytes() {
        return files.stream().mapToLong(ItemFile::bytes).sum();
    }

    /** The item's folder, which may not exist yet. */
    public Path in(Path dataDir) {
        return dataDir.resolve(folder).resolve(name);
    }

    /** Whether all files exist with the right size. Hashes are checked when files are fetched. */
    public boolean isIn(Path dataDir) {
        return files.stream()
                .allMatch(
                        file -> in(dataDir).resolve(file.name()).toFile().length() == file.bytes());
    }
}
