package org.dllm.platform.cli;

import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A problem+json answer as lines for a terminal; the errors of a specification one per line. */
final class Problem {

    private Problem() {}

    /** Empty if the body is no problem+json. */
    static Optional<String> describe(String body) {
        JsonNode problem;
        try {
            problem = JsonMapper.shared().readTree(body);
        } catch (JacksonException _) {
            return Optional.empty();
        }
        if (!problem.isObject() || !(problem.has("detail") || problem.has("title"))) {
            return Optional.empty();
        }
        String title = problem.path("title").asString("refused");
        JsonNode errors = problem.path("errors");
        var lines = new ArrayList<String>();
        // The detail of a problem with errors is those errors once more.
        lines.add(errors.isEmpty() ? problem.path("detail").asString(title) : title);
        for (JsonNode error : errors) {
            lines.add("  " + line(error));
        }
        return Optional.of(String.join("\n", lines));
    }

    private static String line(JsonNode error) {
        if (!error.isObject()) {
            return error.asString();
        }
        String path = error.path("path").asString("");
        return "%sexpected %s, but got %s"
                .formatted(
                        path.isEmpty() ? "" : path + ": ",
                        error.path("expected").asString("?"),
                        error.path("got").asString("nothing"));
    }
}
