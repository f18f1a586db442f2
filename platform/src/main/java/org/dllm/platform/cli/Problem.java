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
        var lines = new ArrayList<String>();
        lines.add(problem.path("detail").asString(problem.path("title").asString("refused")));
        for (JsonNode error : problem.path("errors")) {
            lines.add("  " + line(error));
        }
        return Optional.of(String.join("\n", lines));
    }

    private static String line(JsonNode error) {
        if (!error.isObject()) {
            return error.asString();
        }
        return "%s: expected %s, got %s"
                .formatted(
                        error.path("path").asString("?"),
                        error.path("expected").asString("?"),
                        error.path("got").asString("nothing"));
    }
}
