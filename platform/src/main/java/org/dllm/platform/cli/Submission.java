package org.dllm.platform.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The text of a specification, on its way to the server. */
record Submission(String text, String contentType) {

    /** A file if there is one of that name, else an entry of the server's catalog. */
    static Submission of(String spec, Api api) {
        Path file = Path.of(spec);
        if (Files.isRegularFile(file)) {
            try {
                return new Submission(Files.readString(file), typeOf(spec));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
        if (spec.contains("/") || spec.contains(".")) {
            throw new CommandFailedException("no file " + file.toAbsolutePath(), Main.USAGE);
        }
        return new Submission(api.text("catalog/" + Api.encode(spec)), "application/yaml");
    }

    /** What the server made of it: the experiment and its runs, or with {@code dryRun} the plan. */
    JsonNode send(Api api, List<String> sets, boolean dryRun) {
        var path = new StringBuilder("experiments?dryRun=" + dryRun);
        sets.forEach(set -> path.append("&set=").append(Api.encode(set)));
        return api.post(
                path.toString(),
                text,
                Map.of(
                        "Content-Type",
                        contentType,
                        "Idempotency-Key",
                        UUID.randomUUID().toString()));
    }

    private static String typeOf(String name) {
        return name.endsWith(".json") ? "application/json" : "application/yaml";
    }
}
