package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Variables that a process needs to compute at full speed; the native libraries read them when they
 * load, so they belong to whoever starts the process.
 */
public final class EngineEnvironment {

    private static final String FILE = "engine.env";

    private EngineEnvironment() {}

    /** Values by name. */
    public static Map<String, String> variables() {
        try (InputStream in = EngineEnvironment.class.getResourceAsStream(FILE)) {
            var variables = new TreeMap<String, String>();
            new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("=", 2))
                    .forEach(pair -> variables.put(pair[0], pair[1]));
            return variables;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
