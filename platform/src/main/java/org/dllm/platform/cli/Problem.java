package org.dllm.platform.cli;

import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An error as problem+json, from the server or from this program. */
record Problem(ObjectNode json) {

    static Problem of(String title, String detail) {
        return new Problem(
                JsonMapper.shared().createObjectNode().put("title", title).put("detail", detail));
    }

    /** Empty if the body is not problem+json. */
    static Optional<Problem> read(String body) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(body);
        } catch (JacksonException _) {
            return Optional.empty();
        }
        return json instanceof ObjectNode problem && (json.has("detail") || json.has("title"))
                ? Optional.of(new Problem(problem))
                : Optional.empty();
    }

    /** The same problem with another status and a detail that says what to do. */
    Problem with(int status, String detail) {
        return new Problem(json.deepCopy().put("status", status).put("detail", detail));
    }

    /** Text for a terminal, with one line per error of a specification. */
    String text() {
        String title = json.path("title").asString("rejected");
        JsonNode errors = json.path("errors");
        var lines = new ArrayList<String>();
        // With errors, the detail repeats them.
        lines.add(errors.isEmpty() ? json.path("detail").asString(title) : title);
        for (JsonNode error : errors) {
            lines.add("  " + line(error));
        }
        long more = json.path("moreErrors").asLong(0);
        if (more > 0) {
            lines.add("  and %d more errors".formatted(more));
        }
        return String.join("\n", lines);
    }

    private static String line(JsonNode error) {
        if (!error.isObject()) {
            return error.asString();
        }
        String path = error.path("path").asString("");
        return "%sexpected %s, found %s"
                .formatted(
                        path.isEmpty() ? "" : path + ": ",
                        error.path("expected").asString("?"),
                        error.path("got").asString("nothing"));
    }
}
