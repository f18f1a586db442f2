package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long a run trains. Under a budget of time this is found out by the clock, so it is written
 * down: a run whose folder holds the file before it starts repeats these steps and ignores the
 * clock.
 *
 * @param planned steps that the schedules are laid out for
 * @param given steps taken, at most the planned ones
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

    /** What the manifest of a finished run says. */
    public static RunLength fromManifest(String manifest) {
        JsonNode steps = JSON.readTree(manifest).path("steps");
        return new RunLength(steps.path("planned").asLong(), steps.path("given").asLong(), true);
    }

    /** Leaves the record in a run's folder. */
    public void write(Path folder) {
        AtomicFile.write(folder.resolve(FILE), json());
    }

    String json() {
        return JSON.writeValueAsString(this);
    }
}
