package org.dllm.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "rerun",
        description = {
            "Executes a run again with the same specification, seed, code and data, and compares"
                    + " bit for bit.",
            "With --wait, the exit code is 0 only for the verdict EXACT."
        })
final class RerunCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "id of a run, or its first letters")
    private String run = "";

    @Option(names = "--wait", description = "wait for the verdict")
    private boolean wait;

    @Mixin private JsonOption output = new JsonOption();

    RerunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode created = session.runs().act(session.runs().idOf(run), "rerun");
        String id = created.path("id").asString("");
        if (!wait) {
            if (output.json) {
                session.print(created);
            } else {
                session.print("%s  reruns %s".formatted(id, session.runs().idOf(run)));
            }
            return Main.OK;
        }
        RunResponse end = watch(id);
        if (output.json) {
            session.print(session.runs().json(id));
        } else {
            session.print(verdict(end));
        }
        return "EXACT".equals(end.verdict()) ? Main.OK : Main.FAILED;
    }

    private RunResponse watch(String id) {
        try (var _ = session.detachMessage(List.of(id))) {
            return output.json
                    ? session.quietWatcher().one(id, _ -> {})
                    : session.watch(List.of(id)).getFirst();
        }
    }

    private static String verdict(RunResponse end) {
        String detail = end.verdictDetail();
        return DisplayFormat.orMissing(end.verdict()) + (detail == null ? "" : ": " + detail);
    }
}
