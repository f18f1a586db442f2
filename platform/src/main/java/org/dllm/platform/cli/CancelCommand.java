package org.dllm.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "cancel",
        description = {
            "Cancels runs: a run that a worker executes stops after this step and saves a"
                    + " checkpoint;",
            "a run in the queue leaves it. With --experiment, all its runs that have not ended."
        })
final class CancelCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private RunSelection selection = new RunSelection();
    @Mixin private JsonOption output = new JsonOption();

    CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> ids = selection.ids(session);
        if (ids.size() == 1) {
            return one(ids.getFirst());
        }
        var bulk = new BulkClient(session.api());
        JsonNode answer =
                selection.experiment == null
                        ? bulk.each("cancel", ids)
                        : bulk.cancel(selection.experiment);
        BulkResult result = BulkResult.of(answer);
        if (output.json) {
            session.print(answer);
            return result.code();
        }
        if (result.items().isEmpty()) {
            session.print("all runs of the experiment have ended");
        }
        return result.print(session, "cancelled");
    }

    private int one(String id) {
        RunResponse before = session.runs().get(id);
        if (before.ended()) {
            throw new CommandFailedException(
                    "%s  %s: the run has already ended".formatted(id, before.pill()));
        }
        session.runs().act(id, "cancel");
        if (output.json) {
            session.print(session.runs().json(id));
        } else {
            RunResponse view = session.runs().get(id);
            session.print(
                    view.ended()
                            ? id + "  " + view.pill()
                            : id + "  stops after this step, with a checkpoint");
        }
        return Main.OK;
    }
}
