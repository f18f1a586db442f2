package org.dllm.experiments.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A reference program that prints measurements in lines such as {@code decode batch 1: 14.0
 * tokens/s}.
 *
 * @param hidden environment variables that it must not inherit, so that it runs with its own
 *     defaults
 */
record ReferenceProgram(String command, Set<String> hidden) {

    // name, value, unit
    private static final Pattern LINE = Pattern.compile("(.*?):? ([0-9][0-9.]*) ([A-Za-z]+/s)");

    /** Runs the program once; returns values by name. */
    Map<String, Double> run() {
        try {
            var builder =
                    new ProcessBuilder("sh", "-c", command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().keySet().removeAll(hidden);
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalArgumentException(
                        "--reference: expected exit code 0, found %d: %s".formatted(code, command));
            }
            return parse(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the reference ran", e);
        }
    }

    static Map<String, Double> parse(String output) {
        var numbers = new LinkedHashMap<String, Double>();
        output.lines()
                .forEach(line -> {
                    var match = LINE.matcher(line);
                    if (match.matches()) {
                        numbers.put(match.group(1), Double.valueOf(match.group(2)));
                    }
                });
        return numbers;
    }
}
