package org.dllm.experiments.library;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.checkpoint.FileHash;
import org.dllm.experiments.library.Item.ItemFile;

/** Fetches items into the data folder and verifies their hashes. */
public final class Fetch {

    /** Receives the progress of a file. */
    @FunctionalInterface
    public interface Progress {
        void at(ItemFile file, long bytes);
    }

    /**
     * A file that is present after fetching.
     *
     * @param outcome {@code present}, {@code copied} or {@code downloaded}
     */
    public record Fetched(Path file, long bytes, String outcome) {}

    private final FileSource source;
    private final Path dataDir;
    private final Progress progress;
    private final Download download = new Download();

    public Fetch(FileSource source, Path dataDir, Progress progress) {
        this.source = source;
        this.dataDir = dataDir;
        this.progress = progress;
    }

    /** Fetches all missing files of the item. */
    public List<Fetched> fetch(Item item) {
        if (source instanceof FileSource.Origins
                && item.files().stream()
                        .filter(file -> !Files.exists(item.in(dataDir).resolve(file.name())))
                        .anyMatch(file -> file.home().isEmpty())) {
            throw new LibraryException(
                    "%s (%s) has no public address that serves these files unchanged; use --from with a folder or a mirror that has %s/%s"
                            .formatted(item.name(), item.origin(), item.folder(), item.name()));
        }
        var fetched = new ArrayList<Fetched>();
        for (ItemFile file : item.files()) {
            try {
                fetched.add(fetch(item, file));
            } catch (IOException e) {
                throw new LibraryException(
                        "%s of %s cannot be stored in %s: %s"
                                .formatted(file.name(), item.name(), item.in(dataDir), e),
                        e);
            }
        }
        return fetched;
    }

    private Fetched fetch(Item item, ItemFile file) throws IOException {
        Path target = item.in(dataDir).resolve(file.name());
        if (Files.exists(target)) {
            if (Files.size(target) == file.bytes()
                    && FileHash.sha256(target).equals(file.sha256())) {
                return new Fetched(target, file.bytes(), "present");
            }
            throw new LibraryException(
                    "%s already exists but is another file (expected SHA-256 %s); move it away"
                            .formatted(target, file.sha256()));
        }
        Files.createDirectories(item.in(dataDir));
        Path part = PartFile.of(target);
        String outcome =
                switch (source) {
                    case FileSource.Folder folder -> copy(folder.file(item, file), part, file);
                    case FileSource.Mirror mirror -> download(mirror.file(item, file), part, file);
                    case FileSource.Origins _ -> download(file.home().orElseThrow(), part, file);
                };
        check(part, file);
        PartFile.publish(part, target);
        return new Fetched(target, file.bytes(), outcome);
    }

    private String download(URI address, Path part, ItemFile file) {
        download.download(address, part, file.bytes(), bytes -> progress.at(file, bytes));
        return "downloaded";
    }

    private String copy(Path source, Path part, ItemFile file) throws IOException {
        try (InputStream in = Files.newInputStream(source)) {
            PartFile.append(part, 0, in, file.bytes(), bytes -> progress.at(file, bytes));
        }
        return "copied";
    }

    /** Deletes a file with a wrong hash, because resuming from it would fail again. */
    private static void check(Path part, ItemFile file) throws IOException {
        long bytes = Files.size(part);
        String sha256 = FileHash.sha256(part);
        if (bytes != file.bytes() || !sha256.equals(file.sha256())) {
            Files.delete(part);
            throw new LibraryException(
                    "%s: expected %d bytes with the SHA-256 %s, but received %d bytes with %s"
                            .formatted(file.name(), file.bytes(), file.sha256(), bytes, sha256));
        }
    }
}
