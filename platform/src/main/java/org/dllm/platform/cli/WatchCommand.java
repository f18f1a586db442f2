package org.dllm.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = "Follows one run until it ends. Exit code 0 if it finished.")
final class WatchCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "id of a run, or its first letters")
    private String run = "";

    @Mixin private JsonOption output = new JsonOption();

    WatchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String id = session.runs().idOf(run);
        var board = new ProgressBoard(session.out(), session.terminal(), session.clock());
        Consumer<RunResponse> seen = output.json ? _ -> {} : view -> board.show(List.of(view));
        RunResponse end;
        try (var _ = session.detachMessage(List.of(id))) {
            end = (output.json ? session.quietWatcher() : session.watcher()).one(id, seen);
        }
        if (output.json) {
            session.print(session.runs().json(id));
        }
        return end.finished() ? Main.OK : Main.FAILED;
    }
}
