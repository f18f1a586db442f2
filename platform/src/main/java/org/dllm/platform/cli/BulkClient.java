package org.dllm.platform.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests that change many runs, split into requests that the server can answer in time. */
final class BulkClient {

    private static final int RUNS = 50;

    private final Api api;

    BulkClient(Api api) {
        this.api = api;
    }

    /**
     * Applies the action to the runs, and joins the responses of all requests. Runs that the server
     * refused to delete or to resume are requested again, because a later request may have changed
     * the runs that were the reason.
     */
    JsonNode each(String action, List<String> ids) {
        ObjectNode all = once(action, ids);
        List<String> refused = refused(all);
        boolean ordered = action.equals("delete") || action.equals("resume");
        while (ordered && ids.size() > RUNS && !refused.isEmpty()) {
            ObjectNode again = once(action, refused);
            replace(all, again);
            List<String> still = refused(again);
            if (still.size() == refused.size()) {
                break;
            }
            refused = still;
        }
        return all;
    }

    private static List<String> refused(JsonNode answer) {
        return answer.path("items")
                .valueStream()
                .filter(item -> item.path("status").asString("").equals("REFUSED"))
                .map(item -> item.path("run").asString(""))
                .toList();
    }

    private static void replace(ObjectNode all, ObjectNode again) {
        Map<String, JsonNode> newer =
                again.path("items")
                        .valueStream()
                        .collect(
                                Collectors.toMap(
                                        item -> item.path("run").asString(""),
                                        Function.identity()));
        List<JsonNode> older = all.path("items").valueStream().toList();
        add(all, again);
        ArrayNode items = all.putArray("items");
        older.forEach(item -> items.add(newer.getOrDefault(item.path("run").asString(""), item)));
    }

    private ObjectNode once(String action, List<String> ids) {
        ObjectNode all = noItems();
        for (int from = 0; from < ids.size(); from += RUNS) {
            List<String> asked = ids.subList(from, Math.min(from + RUNS, ids.size()));
            String body = JsonMapper.shared().writeValueAsString(Map.of("ids", asked));
            add(
                    all,
                    api.change(
                            "POST",
                            "runs/" + action,
                            body,
                            Map.of("Content-Type", "application/json")));
        }
        return all;
    }

    /** Repeats the request until it changes no more runs. */
    JsonNode all(String method, String path) {
        ObjectNode all = noItems();
        repeat(all, method, path);
        return all;
    }

    /**
     * Cancels all runs of an experiment, first those in the queue. A run that a worker executes
     * keeps matching the filter until it has stopped, so the second request is not repeated.
     */
    JsonNode cancel(String experiment) {
        ObjectNode all = noItems();
        String path = "runs/cancel?experiment=" + Api.encode(experiment) + "&state=";
        repeat(all, "POST", path + "QUEUED,WAITING");
        add(all, api.change("POST", path + "STARTING,RUNNING,RETRYING", "", Map.of()));
        return all;
    }

    private void repeat(ObjectNode all, String method, String path) {
        JsonNode answer;
        do {
            answer = api.change(method, path, "", Map.of());
            add(all, answer);
        } while (answer.path("more").asBoolean(false) && answer.path("done").asLong(0) > 0);
    }

    private static ObjectNode noItems() {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        all.putArray("items");
        return all;
    }

    private static void add(ObjectNode all, JsonNode answer) {
        answer.path("items").forEach(all.withArray("items")::add);
        all.put("done", all.path("done").asLong(0) + answer.path("done").asLong(0));
        all.put(
                "bytesFreed",
                all.path("bytesFreed").asLong(0) + answer.path("bytesFreed").asLong(0));
        all.put("more", answer.path("more").asBoolean(false));
        if (answer.hasNonNull("note")) {
            all.set("note", answer.path("note"));
        }
    }
}
