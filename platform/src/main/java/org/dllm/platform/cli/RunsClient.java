package org.dllm.platform.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The server's runs. */
final class RunsClient {

    private static final int ID_LENGTH = 8;

    /** Number of ids that the error about an ambiguous prefix lists. */
    private static final int SHOWN = 10;

    /** Number of ids per request, limited by the length of its address. */
    private static final int ASKED = 500;

    private final Api api;

    RunsClient(Api api) {
        this.api = api;
    }

    RunResponse get(String id) {
        return RunResponse.of(json(id));
    }

    /** The runs with these ids, in their order, by as few requests as possible. */
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
        // A missing run is requested alone, so that the error is the server's.
        return ids.stream()
                .map(id -> Optional.ofNullable(found.get(id)).orElseGet(() -> get(id)))
                .toList();
    }

    JsonNode json(String id) {
        return api.get("runs/" + Api.encode(id));
    }

    /** The runs with these ids, in their order and in the format of {@link #list}. */
    JsonNode these(List<String> ids) {
        ObjectNode page = JsonMapper.shared().createObjectNode();
        ids.forEach(id -> page.withArray("items").add(json(id)));
        return page;
    }

    JsonNode act(String id, String verb) {
        return api.postOnce("runs/" + Api.encode(id) + "/" + verb, "", Map.of());
    }

    /**
     * A page of the list of runs.
     *
     * @param archived whether to list archived runs only; otherwise they are left out
     * @param after number of the last run of the previous page
     */
    record Listed(
            @Nullable String state,
            @Nullable String experiment,
            boolean archived,
            int limit,
            @Nullable Long after) {}

    /** The matching runs, newest first. */
    JsonNode list(Listed listed) {
        var query = new StringBuilder("runs?limit=" + listed.limit());
        if (listed.state() != null) {
            query.append("&state=").append(Api.encode(listed.state()));
        }
        if (listed.experiment() != null) {
            query.append("&experiment=").append(Api.encode(listed.experiment()));
        }
        if (listed.archived()) {
            query.append("&archived=ONLY");
        }
        if (listed.after() != null) {
            query.append("&after=").append(listed.after());
        }
        return api.get(query.toString());
    }

    /** Fails with the server's message if the experiment does not exist. */
    void requireExperiment(String name) {
        api.get("experiments/" + Api.encode(name) + "?limit=1");
    }

    /** The only id that begins with {@code prefix}. */
    String idOf(String prefix) {
        if (!prefix.matches("[a-z2-7]{1," + ID_LENGTH + "}")) {
            throw new CommandFailedException(
                    "RUN: expected an id, which is %d of a-z and 2-7, or the beginning of one, found '%s'"
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
                    "RUN: no run has an id that starts with '" + prefix + "'");
        }
        if (matches.size() > 1) {
            throw new CommandFailedException(
                    "'%s' begins the ids of %s%d runs: %s"
                            .formatted(
                                    prefix,
                                    page.hasNonNull("next") ? "more than " : "",
                                    matches.size(),
                                    String.join(", ", matches)));
        }
        return matches.getFirst();
    }
}
