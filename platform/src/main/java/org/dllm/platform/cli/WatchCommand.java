package org.dllm.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = "Follows one run until it ends; exit code 0 if it finished.")
final class WatchCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", description = "an id or the first letters of one")
    private String run = "";

    WatchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var board = new ProgressBoard(session.out(), session.terminal(), session.clock());
        RunView end =
                session.watcher().one(session.runs().idOf(run), view -> board.show(List.of(view)));
        return end.finished() ? Main.OK : Main.FAILED;
    }
}
