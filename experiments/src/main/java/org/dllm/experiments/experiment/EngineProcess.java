package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Environment and JVM options of a process that runs the engine. Native libraries read their
 * environment when they are loaded, so the parent process must set it.
 */
public final class EngineProcess {

    private EngineProcess() {}

    /** Environment variables, values by name. */
    public static Map<String, String> environment() {
        var variables = new TreeMap<String, String>();
        lines("engine.env").stream()
                .map(line -> line.split("=", 2))
                .forEach(pair -> variables.put(pair[0], pair[1]));
        return variables;
    }

    /** Options of the JVM. */
    public static List<String> options() {
        return lines("engine.args");
    }

    private static List<String> lines(String file) {
        try (InputStream in = EngineProcess.class.getResourceAsStream(file)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, file).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
