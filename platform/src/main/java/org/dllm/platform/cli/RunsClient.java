package org.dllm.platform.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Requests for runs. */
final class RunsClient {

    private static final int ID_LENGTH = 8;

    /** Maximum number of ids in the message about an ambiguous prefix. */
    private static final int SHOWN = 10;

    /** Number of ids that fit into the address of one request. */
    private static final int ASKED = 500;

    private final Api api;

    RunsClient(Api api) {
        this.api = api;
    }

    RunResponse get(String id) {
        return RunResponse.of(json(id));
    }

    /** These runs in this order, by as few requests as possible. */
    List<RunResponse> all(List<String> ids) {
        var found = new HashMap<String, RunResponse>();
        for (int from = 0; from < ids.size(); from += ASKED) {
            List<String> asked = ids.subList(from, Math.min(from + ASKED, ids.size()));
            String path = "runs?limit=" + asked.size() + "&id=" + String.join(",", asked);
            api.get(path)
                    .path("items")
                    .valueStream()
                    .map(RunResponse::of)
                    .forEach(run -> found.put(run.id(), run));
        }
        // Request a missing run separately, so that the server reports the reason.
        return ids.stream()
                .map(id -> Optional.ofNullable(found.get(id)).orElseGet(() -> get(id)))
                .toList();
    }

    JsonNode json(String id) {
        return api.get("runs/" + Api.encode(id));
    }

    /** These runs in this order, in the format of {@link #list}. */
    JsonNode these(List<String> ids) {
        ObjectNode page = JsonMapper.shared().createObjectNode();
        ids.forEach(id -> page.withArray("items").add(json(id)));
        return page;
    }

    JsonNode act(String id, String verb) {
        return api.postOnce("runs/" + Api.encode(id) + "/" + verb, "", Map.of());
    }

    /** The matching runs, newest first. */
    JsonNode list(@Nullable String state, @Nullable String experiment, int limit) {
        var query = new StringBuilder("runs?limit=" + limit);
        if (state != null) {
            query.append("&state=").append(Api.encode(state));
        }
        if (experiment != null) {
            query.append("&experiment=").append(Api.encode(experiment));
        }
        return api.get(query.toString());
    }

    /** The id with this prefix. Fails unless exactly one id has it. */
    String idOf(String prefix) {
        if (!prefix.matches("[a-z2-7]{1," + ID_LENGTH + "}")) {
            throw new CommandFailedException(
                    "RUN: expected an id (%d characters of a-z and 2-7) or its first letters, but got '%s'"
                            .formatted(ID_LENGTH, prefix),
                    Main.USAGE);
        }
        if (prefix.length() == ID_LENGTH) {
            return prefix;
        }
        JsonNode page = api.get("runs?limit=" + SHOWN + "&prefix=" + Api.encode(prefix));
        List<String> matches =
                page.path("items").valueStream().map(run -> run.path("id").asString("")).toList();
        if (matches.isEmpty()) {
            throw new CommandFailedException(
                    "RUN: no run has an id that starts with '"
                            + prefix
                            + "'; './dllm runs' lists the runs");
        }
        if (matches.size() > 1) {
            throw new CommandFailedException(
                    "RUN: expected the first letters of one id, but '%s' matches %s%d runs: %s"
                            .formatted(
                                    prefix,
                                    page.hasNonNull("next") ? "more than " : "",
                                    matches.size(),
                                    String.join(", ", matches)));
        }
        return matches.getFirst();
    }
}
