package org.dllm.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "resume",
        description = {
            "Goes on with a run that failed or was cancelled, from its last checkpoint.",
            "With --wait the exit code is 0 only if it finishes."
        })
final class ResumeCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "an id or the first letters of one")
    private String run = "";

    @Option(
            names = "--fresh",
            description = "begin at step 0 if the checkpoint is gone or in another home folder")
    private boolean fresh;

    @Option(names = "--wait", description = "show progress until it has ended")
    private boolean wait;

    @Mixin private JsonOption output = new JsonOption();

    ResumeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String id = session.runs().idOf(run);
        JsonNode resumed = session.runs().act(id, fresh ? "resume?fresh=true" : "resume");
        if (!wait) {
            print(resumed);
            return RunResponse.of(resumed).ended() ? Main.FAILED : Main.OK;
        }
        RunResponse end = watch(id);
        if (output.json) {
            session.print(session.runs().json(id));
        }
        return end.finished() ? Main.OK : Main.FAILED;
    }

    /** One that needs the result of a run without any has failed again by now. */
    private void print(JsonNode resumed) {
        if (output.json) {
            session.print(resumed);
            return;
        }
        RunResponse view = RunResponse.of(resumed);
        String reason = view.reason() == null ? "" : ": " + view.reason();
        session.print(view.id() + "  " + view.pill() + reason);
    }

    private RunResponse watch(String id) {
        try (var _ = session.detachMessage(List.of(id))) {
            return output.json
                    ? session.quietWatcher().one(id, _ -> {})
                    : session.watch(List.of(id)).getFirst();
        }
    }
}
