package org.dllm.platform.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "A run stops after this step, with a checkpoint; one in the queue leaves it.")
final class CancelCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "an id or the first letters of one")
    private String run = "";

    @Mixin private JsonOption output = new JsonOption();

    CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String id = session.runs().idOf(run);
        RunResponse before = session.runs().get(id);
        if (before.ended()) {
            throw new CommandFailedException(
                    "%s  %s: it has ended already, nothing was left to cancel"
                            .formatted(id, before.pill()));
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
