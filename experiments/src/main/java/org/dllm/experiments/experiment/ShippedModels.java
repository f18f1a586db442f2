package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Models that come with the program, {@code catalog/models/NAME/} among its resources. A model is
 * memory-mapped, so it is extracted to a temporary folder once per process.
 */
final class ShippedModels {

    static final List<String> NAMES = List.of("synthetic-base");

    private static final List<String> FILES =
            List.of(
                    "config.json",
                    "model.safetensors",
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "manifest.json");
    private static final ConcurrentHashMap<String, Path> LAID_OUT = new ConcurrentHashMap<>();

    private ShippedModels() {}

    static Optional<Path> locate(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        try (InputStream config = resource(name, FILES.getFirst())) {
            return config == null
                    ? Optional.empty()
                    : Optional.of(LAID_OUT.computeIfAbsent(name, ShippedModels::extract));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable InputStream resource(String name, String file) {
        return ShippedModels.class.getResourceAsStream(
                "/org/dllm/experiments/catalog/models/" + name + "/" + file);
    }

    private static Path extract(String name) {
        try {
            Path folder = Files.createTempDirectory("dllm-" + name);
            folder.toFile().deleteOnExit();
            for (String file : FILES) {
                try (InputStream in = resource(name, file)) {
                    if (in != null) {
                        Path copy = folder.resolve(file);
                        Files.copy(in, copy);
                        copy.toFile().deleteOnExit();
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
