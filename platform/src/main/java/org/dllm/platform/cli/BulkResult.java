package org.dllm.platform.cli;

import java.util.List;
import org.dllm.experiments.spec.PlainText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server did to each of several runs.
 *
 * @param more whether more runs match the filter
 */
record BulkResult(
        List<Item> items, long done, long bytesFreed, boolean more, @Nullable String note) {

    record Item(String run, String status, @Nullable String detail, long bytesFreed) {
        boolean done() {
            return status.equals("DONE");
        }
    }

    static BulkResult of(JsonNode json) {
        return JsonMapper.shared().treeToValue(json, BulkResult.class);
    }

    /**
     * Prints one line per run and the freed space.
     *
     * @param verb what was done, as {@code archived}
     */
    int print(Session session, String verb) {
        for (Item item : items) {
            String detail = item.detail() == null ? "" : PlainText.escaped(item.detail());
            if (item.done()) {
                session.print(item.run() + "  " + verb + (detail.isEmpty() ? "" : ": " + detail));
            } else {
                session.print("%s  not %s: %s".formatted(item.run(), verb, detail));
            }
        }
        if (verb.equals("deleted") && done > 0) {
            session.print("%d deleted, %s freed".formatted(done, DisplayFormat.bytes(bytesFreed)));
        }
        if (more) {
            session.print("more runs match: repeat the command");
        }
        if (note != null) {
            session.print("note: " + note);
        }
        return code();
    }

    int code() {
        return items.stream().allMatch(Item::done) ? Main.OK : Main.FAILED;
    }
}
