package org.dllm.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "resume",
        description = {
            "Resumes runs that failed or were cancelled, from their last checkpoints.",
            "With --wait the exit code is 0 only if all of them finish."
        })
final class ResumeCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private RunSelection selection = new RunSelection();

    @Option(
            names = "--fresh",
            description =
                    "start again at step 0 if the checkpoint is missing or in another home folder")
    private boolean fresh;

    @Option(names = "--wait", description = "show progress until the runs have ended")
    private boolean wait;

    @Mixin private JsonOption output = new JsonOption();

    ResumeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> ids = selection.ids(session);
        return ids.size() == 1 ? one(ids.getFirst()) : several(ids);
    }

    private int several(List<String> ids) {
        if (fresh) {
            throw new CommandFailedException(
                    "--fresh: expected one RUN, found %d: --fresh discards the checkpoint of a run"
                            .formatted(ids.size()),
                    Main.USAGE);
        }
        var bulk = new BulkClient(session.api());
        JsonNode answer =
                selection.experiment == null
                        ? bulk.each("resume", ids)
                        : bulk.all(
                                "POST",
                                "runs/resume?state=FAILED,CANCELLED&experiment="
                                        + Api.encode(selection.experiment));
        BulkResult result = BulkResult.of(answer);
        if (output.json && !wait) {
            session.print(answer);
        } else if (!output.json) {
            if (result.items().isEmpty()) {
                session.print("the experiment has no failed or cancelled runs");
            }
            result.print(session, "resumed");
        }
        List<String> resumed =
                result.items().stream()
                        .filter(BulkResult.Item::done)
                        .map(BulkResult.Item::run)
                        .toList();
        if (!wait || resumed.isEmpty()) {
            return result.code();
        }
        boolean finished = watch(resumed).stream().allMatch(RunResponse::finished);
        if (output.json) {
            session.print(session.runs().these(resumed));
        }
        return finished ? result.code() : Main.FAILED;
    }

    private int one(String id) {
        JsonNode resumed = session.runs().act(id, fresh ? "resume?fresh=true" : "resume");
        if (!wait) {
            print(resumed);
            return RunResponse.of(resumed).ended() ? Main.FAILED : Main.OK;
        }
        RunResponse end = watch(List.of(id)).getFirst();
        if (output.json) {
            session.print(session.runs().json(id));
        }
        return end.finished() ? Main.OK : Main.FAILED;
    }

    /** A run that needs the result of a run that ended without one has failed again by now. */
    private void print(JsonNode resumed) {
        if (output.json) {
            session.print(resumed);
            return;
        }
        RunResponse view = RunResponse.of(resumed);
        String reason = view.reason() == null ? "" : ": " + view.reason();
        session.print(view.id() + "  " + view.pill() + reason);
    }

    private List<RunResponse> watch(List<String> ids) {
        try (var _ = session.detachMessage(ids)) {
            return output.json ? session.quietWatcher().all(ids, _ -> {}) : session.watch(ids);
        }
    }
}
