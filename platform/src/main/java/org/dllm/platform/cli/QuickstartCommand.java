package org.dllm.platform.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dllm.experiments.experiment.ComparisonTable;
import org.dllm.experiments.experiment.RunResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "quickstart",
        description = {
            "Runs the quickstart experiment: a small model that has learnt to reason in steps,"
                    + " tuned as a dense",
            "model, as D-LLM, and as controls that run as many layers. Starts a server unless one"
                    + " runs on this",
            "home folder, shows the progress, prints the table and the links.",
            "At a terminal it then serves the dashboard until Ctrl-C; with --exit, or when the"
                    + " input is no",
            "terminal, it ends. Exit code 0 if every run finished, else 1."
        })
final class QuickstartCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--exit", description = "end after the table, also at a terminal")
    private boolean exit;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "replaces one setting of every run, such as train.steps=100")
    private List<String> sets = List.of();

    @Mixin private JsonOption output = new JsonOption();

    QuickstartCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        // One that is named and away is told of; another, started here, would not be asked.
        if (session.home().serverNamed() || session.api().ownServer().isPresent()) {
            print("using the server at " + session.api().server());
            return experiment(true) ? Main.OK : Main.FAILED;
        }
        boolean stays = !exit && session.terminal();
        print("starting the server …");
        try (ServerProcess server = ServerProcess.start(session)) {
            boolean finished = experiment(stays);
            if (stays) {
                print("\nServing until Ctrl-C.");
                server.await();
            }
            return finished ? Main.OK : Main.FAILED;
        }
    }

    /**
     * @param stays whether the server outlives this command
     */
    private boolean experiment(boolean stays) {
        JsonNode submitted =
                SpecText.of("quickstart", session.api()).send(session.api(), sets, false);
        var ids = new ArrayList<String>();
        submitted.path("runs").forEach(run -> ids.add(run.path("id").asString()));
        if (output.json) {
            List<RunResponse> ends = session.quietWatcher().all(ids, _ -> {});
            session.print(session.runs().these(ids));
            return ends.stream().allMatch(RunResponse::finished);
        }
        List<RunResponse> ends = session.watch(ids);
        List<RunResult> results =
                ends.stream()
                        .filter(RunResponse::finished)
                        .map(run -> RunResponse.of(session.runs().json(run.id())).measured())
                        .toList();
        session.print("\n" + ComparisonTable.of(results));
        links(submitted.path("experiment").asString(), stays);
        ends.stream()
                .filter(run -> !run.finished())
                .forEach(run -> session.print(run.id() + " " + run.pill() + ": " + run.reason()));
        return ends.stream().allMatch(RunResponse::finished);
    }

    /** For people only: with --json nothing but JSON is printed. */
    private void print(String text) {
        if (!output.json) {
            session.print(text);
        }
    }

    private void links(String experiment, boolean stays) {
        String page = "/experiments/" + Api.encode(experiment);
        if (!stays) {
            session.print("dashboard   './dllm serve' shows it, at " + page);
            return;
        }
        session.print("experiment  " + session.api().at(page));
        session.print(
                "dashboard   "
                        + session.loginLink().path("url").asString()
                        + "   (opens once; './dllm login' makes new ones)");
    }
}
