package org.dllm.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Archives runs, or takes them out of the archive. */
abstract sealed class ArchiveCommand implements Callable<Integer> {
    private final Session session;
    private final String action;

    @Mixin private RunSelection selection = new RunSelection();
    @Mixin private JsonOption output = new JsonOption();

    private ArchiveCommand(Session session, String action) {
        this.session = session;
        this.action = action;
    }

    @Command(
            name = "archive",
            description = {
                "Archives runs that have ended: lists, comparisons and forecasts leave them out.",
                "'./dllm runs --archived' shows them."
            })
    static final class Archive extends ArchiveCommand {
        Archive(Session session) {
            super(session, "archive");
        }
    }

    @Command(
            name = "unarchive",
            description = "Restores archived runs to lists, comparisons and forecasts.")
    static final class Unarchive extends ArchiveCommand {
        Unarchive(Session session) {
            super(session, "unarchive");
        }
    }

    @Override
    public Integer call() {
        List<String> ids = selection.ids(session);
        var bulk = new BulkClient(session.api());
        JsonNode answer =
                selection.experiment == null
                        ? bulk.each(action, ids)
                        : bulk.all(
                                "POST",
                                "runs/%s?experiment=%s"
                                        .formatted(action, Api.encode(selection.experiment)));
        BulkResult result = BulkResult.of(answer);
        if (output.json) {
            session.print(answer);
            return result.code();
        }
        if (result.items().isEmpty()) {
            session.print("no matching runs");
        }
        return result.print(session, action + "d");
    }
}
