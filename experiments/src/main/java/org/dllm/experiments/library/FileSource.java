package org.dllm.experiments.library;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dllm.experiments.library.Item.ItemFile;
import org.jspecify.annotations.Nullable;

/** A source of files. */
public sealed interface FileSource {

    /** A folder with the layout of the data folder, or the item's own folder. */
    record Folder(Path path) implements FileSource {

        Path file(Item item, ItemFile file) {
            Path laidOut = item.in(path).resolve(file.name());
            Path alone = path.resolve(file.name());
            return Stream.of(laidOut, alone)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() ->
                            new LibraryException(
                                    "%s of %s: expected the file %s or %s, but neither exists"
                                            .formatted(file.name(), item.name(), laidOut, alone)));
        }
    }

    /** A server with the layout of the data folder. */
    record Mirror(URI base) implements FileSource {

        URI file(Item item, ItemFile file) {
            String root = base.toString().replaceAll("/+$", "");
            return URI.create(
                    "%s/%s/%s/%s".formatted(root, item.folder(), item.name(), file.name()));
        }
    }

    /** The public address of each file. */
    record Origins() implements FileSource {}

    /**
     * The source given by {@code --from}, or else the configured mirror, or else the public
     * addresses.
     *
     * @param from a folder or an http address
     */
    static FileSource of(@Nullable String from, @Nullable String mirror) {
        if (from != null && !from.isBlank()) {
            return isAddress(from) ? new Mirror(address(from)) : folder(from);
        }
        return mirror != null && !mirror.isBlank() ? new Mirror(address(mirror)) : new Origins();
    }

    private static boolean isAddress(String text) {
        return text.matches("(?i)https?://.*");
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            if (isAddress(text) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // reported below
        }
        throw new LibraryException("mirror: expected an http(s) address, found " + text);
    }

    private static Folder folder(String text) {
        Path path = Path.of(text);
        if (!Files.isDirectory(path)) {
            throw new LibraryException(
                    "--from: expected a folder or an http(s) address, found " + text);
        }
        return new Folder(path);
    }
}
