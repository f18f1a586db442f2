package org.dllm.platform.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "runs", description = "Lists runs, the newest first.")
final class RunsCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "queued, waiting, starting, running, finished, failed, cancelled, retrying")
    private @Nullable String state;

    @Option(names = "--experiment", paramLabel = "NAME", description = "only this experiment's")
    private @Nullable String experiment;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit;

    @Mixin private JsonOption output = new JsonOption();

    RunsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String wanted = state == null ? null : state.toUpperCase(java.util.Locale.ROOT);
        JsonNode page = session.runs().list(wanted, experiment, limit);
        if (output.json) {
            session.print(page);
            return Main.OK;
        }
        var table =
                new TextTable(
                        "run",
                        "state",
                        "experiment",
                        "name",
                        "method",
                        ">seed",
                        ">step",
                        ">steps",
                        "verdict");
        for (JsonNode item : page.path("items")) {
            RunView run = RunView.of(item);
            table.row(
                    run.id(),
                    run.pill(),
                    Words.cut(run.experiment(), 30),
                    Words.cut(run.name(), 40),
                    Words.orMissing(run.method()),
                    Words.orMissing(run.seed()),
                    Words.orMissing(run.step()),
                    Words.orMissing(run.totalSteps()),
                    run.verdict() == null ? "" : run.verdict());
        }
        if (page.path("items").isEmpty()) {
            session.print("no runs here yet: './dllm submit SPEC' makes some");
        } else {
            session.print(table.toString().stripTrailing());
        }
        return Main.OK;
    }
}
