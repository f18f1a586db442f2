package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The number of steps that a run trains. With a time budget the clock decides it, so it is
 * recorded: a run that finds the record in its folder trains that many steps and ignores the clock.
 *
 * @param planned steps that the schedules cover
 * @param given steps to train, at most the planned ones
 * @param spent whether {@code given} is final
 */
public record RunLength(long planned, long given, boolean spent) {

    static final String FILE = "steps.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static RunLength fixed(long steps) {
        return new RunLength(steps, steps, true);
    }

    /** The record in a run's folder. */
    public static Optional<RunLength> in(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), RunLength.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The length in the manifest of a finished run. */
    public static RunLength fromManifest(String manifest) {
        JsonNode steps = JSON.readTree(manifest).path("steps");
        return new RunLength(steps.path("planned").asLong(), steps.path("given").asLong(), true);
    }

    /** Writes the record to a run's folder. */
    public void write(Path folder) {
        AtomicFile.write(folder.resolve(FILE), json());
    }

    String json() {
        return JSON.writeValueAsString(this);
    }
}
