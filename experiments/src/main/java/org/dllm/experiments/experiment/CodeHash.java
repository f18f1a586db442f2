package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Identifies code by the hash of its classes and resources, by name and content. Two builds of the
 * same sources have the same hash, in a jar or in a folder.
 */
final class CodeHash {

    private CodeHash() {}

    /** The hash of the jar or folder that this class was loaded from. */
    static String own() {
        return Own.HASH;
    }

    private static final class Own {
        private static final String HASH = of(source());
    }

    private static Path source() {
        try {
            var source = CodeHash.class.getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String of(Path source) {
        try {
            if (Files.isDirectory(source)) {
                return ofFolder(source);
            }
            try (var jar = FileSystems.newFileSystem(source)) {
                return ofFolder(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ofFolder(Path root) throws IOException {
        var files = new TreeMap<String, Path>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .forEach(file ->
                            files.put(root.relativize(file).toString().replace('\\', '/'), file));
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files.entrySet()) {
                // records when and by which tool the jar was built
                if (!file.getKey().startsWith("META-INF/")) {
                    byte[] content = Files.readAllBytes(file.getValue());
                    String head = file.getKey() + " " + content.length + "\n";
                    digest.update(head.getBytes(StandardCharsets.UTF_8));
                    digest.update(content);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
