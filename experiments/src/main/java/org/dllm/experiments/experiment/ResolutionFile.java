package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dllm.experiments.method.Resolution;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run's resolution in its folder, so that later attempts do not decide again.
 *
 * @param spec hash of the run's spec
 * @param sha256 hash of the resolution
 */
record ResolutionFile(String spec, Resolution resolution, String sha256) {

    /** What was decided before training. */
    static final String NAME = "resolution.json";

    /** What was decided before and after training. */
    static final String FITTED = "fitted.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static ResolutionFile of(ExperimentSpec spec, Resolution resolution) {
        return new ResolutionFile(SpecJson.sha256(spec), resolution, sha256(resolution));
    }

    /** Hash of a resolution's canonical text. */
    static String sha256(Resolution resolution) {
        return Hashes.sha256(JSON.writeValueAsString(resolution));
    }

    /**
     * The resolution of a file in a run's folder.
     *
     * @throws IllegalArgumentException the file is damaged or of another spec
     */
    static Optional<Resolution> in(Path folder, String name, ExperimentSpec spec) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ResolutionFile found = read(file);
        require(file, "be of the spec", SpecJson.sha256(spec), found.spec);
        require(file, "contain a resolution with the hash", found.sha256, sha256(found.resolution));
        return Optional.of(found.resolution);
    }

    private static ResolutionFile read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), ResolutionFile.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s is damaged: %s; start a new run".formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    private static void require(Path file, String what, String expected, String found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException(
                    "%s was expected to %s %s, found %s; start a new run"
                            .formatted(file, what, expected, found));
        }
    }

    void write(Path folder, String name) {
        AtomicFile.write(folder.resolve(name), JSON.writeValueAsString(this));
    }
}
