package org.dllm.experiments.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run. A checkpoint is written under a temporary name, synced, hashed and
 * renamed to a name with its hash. The two newest are kept, so that a damaged one has a
 * predecessor. Damaged checkpoints are deleted when the next one is written.
 */
public final class Checkpoints {

    private static final int KEPT = 2;
    private static final String SUFFIX = ".safetensors";
    private static final String TEMPORARY = ".tmp";

    /** Step and hash; other files in the folder are ignored. */
    private static final Pattern NAME =
            Pattern.compile("step-(\\d{1,18})-([0-9a-f]{64})" + Pattern.quote(SUFFIX));

    private final Path folder;
    private final Set<Path> torn = new HashSet<>();

    /**
     * Uses {@code folder} and creates it if absent. Deletes incomplete files of a killed process.
     */
    public Checkpoints(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            for (Path file : files(name -> name.endsWith(TEMPORARY))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files(Predicate<String> named) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> named.test(name(file))).toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** A complete checkpoint on disk. */
    public record Written(long step, Path file, String sha256, long bytes) {}

    /** Writes the state after {@code step} steps, then deletes old checkpoints. */
    public Written write(long step, Snapshot snapshot) {
        Path temporary = folder.resolve("step-%09d%s".formatted(step, TEMPORARY));
        try {
            Files.deleteIfExists(temporary);
            SnapshotFile.write(snapshot, temporary);
            String sha256 = FileHash.sha256(temporary);
            Path file = folder.resolve("step-%09d-%s%s".formatted(step, sha256, SUFFIX));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
            torn.remove(file);
            deleteOld();
            return new Written(step, file, sha256, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint of step " + step + " in " + folder, e);
        }
    }

    /**
     * A restored state.
     *
     * @param written its file
     */
    public record Restored(Written written, Snapshot snapshot) {}

    /**
     * Reads the newest undamaged checkpoint.
     *
     * @param warnings receives a message for each newer, damaged checkpoint
     */
    public Optional<Restored> newest(Consumer<String> warnings) {
        for (Path file : newestFirst()) {
            try {
                String expected = hashOf(file);
                String found = FileHash.sha256(file);
                if (expected.equals(found)) {
                    var written = new Written(stepOf(file), file, found, Files.size(file));
                    return Optional.of(new Restored(written, SnapshotFile.read(file)));
                }
                warnings.accept(
                        "%s must have the hash %s, but has %s: the checkpoint is skipped"
                                .formatted(file.getFileName(), expected, found));
            } catch (IOException e) {
                warnings.accept("%s cannot be read: %s".formatted(file.getFileName(), e));
            }
            torn.add(file);
        }
        return Optional.empty();
    }

    private List<Path> newestFirst() {
        try {
            return files(NAME.asMatchPredicate()).stream()
                    .sorted(Comparator.comparingLong(Checkpoints::stepOf).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long stepOf(Path file) {
        return Long.parseLong(part(file, 1));
    }

    // The hash is part of the name, so that one rename publishes file and hash atomically.
    private static String hashOf(Path file) {
        return part(file, 2);
    }

    private static String part(Path file, int group) {
        Matcher name = NAME.matcher(name(file));
        if (!name.matches()) {
            throw new IllegalArgumentException(file + " is not a checkpoint");
        }
        return name.group(group);
    }

    private void deleteOld() throws IOException {
        for (Path file : torn) {
            Files.deleteIfExists(file);
        }
        torn.clear();
        for (Path file : newestFirst().stream().skip(KEPT).toList()) {
            Files.deleteIfExists(file);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
