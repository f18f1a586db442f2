package org.dllm.platform.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The text of a specification to submit. */
record SpecText(String text, String contentType) {

    /** Reads a file, or the catalog entry of that name if no such file exists. */
    static SpecText of(String spec, Api api) {
        Path file = Path.of(spec);
        if (Files.exists(file) && !Files.isDirectory(file)) {
            return new SpecText(read(file), typeOf(spec));
        }
        if (spec.contains("/") || spec.contains(".")) {
            throw expected(
                    Files.isDirectory(file)
                            ? "%s is a folder".formatted(file.toAbsolutePath())
                            : "there is no file %s".formatted(file.toAbsolutePath()));
        }
        return new SpecText(api.text("catalog/" + Api.encode(spec)), "application/yaml");
    }

    /**
     * Submits the text.
     *
     * @param missing whether only missing runs are submitted
     * @return the experiment and its runs, or with {@code dryRun} the plan
     */
    JsonNode send(Api api, List<String> sets, boolean dryRun, boolean missing) {
        var path = new StringBuilder("experiments?dryRun=" + dryRun + "&missing=" + missing);
        sets.forEach(set -> path.append("&set=").append(Api.encode(set)));
        return api.postOnce(path.toString(), text, Map.of("Content-Type", contentType));
    }

    private static String read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException _) {
            throw expected(file + " is not text in UTF-8");
        } catch (IOException e) {
            throw expected(file + " cannot be read: " + e.getMessage());
        }
        if (text.isBlank()) {
            throw expected(file + " is empty");
        }
        return text;
    }

    private static CommandFailedException expected(String but) {
        return new CommandFailedException(
                "SPEC: expected a YAML or JSON file or the name of a catalog entry, but " + but,
                Main.USAGE);
    }

    private static String typeOf(String name) {
        return name.endsWith(".json") ? "application/json" : "application/yaml";
    }
}
