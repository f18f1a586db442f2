package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The shipped specs. {@code catalog/index.txt} lists them in display order. */
public final class Catalog {

    private Catalog() {}

    /** Names, such as {@code quickstart}. */
    public static List<String> names() {
        return read("index.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    /**
     * The YAML text of a shipped spec, with its comments.
     *
     * @throws IllegalArgumentException no such name; the message lists the known names
     */
    public static String text(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "the catalog has " + String.join(", ", names()) + ", but not " + name);
        }
        return read(name + ".yaml");
    }

    /** What the comment at the head of a shipped spec says, in one line. */
    public static String description(String name) {
        return text(name)
                .lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .collect(Collectors.joining(" "));
    }

    private static String read(String file) {
        try (InputStream in =
                Catalog.class.getResourceAsStream("/org/dllm/experiments/catalog/" + file)) {
            if (in == null) {
                throw new IllegalStateException("catalog/" + file + " is not among the resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
