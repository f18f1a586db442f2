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
            "Executes the quickstart experiment: fine-tunes a small model as a dense model, as"
                    + " D-LLM, and as",
            "controls with the same executed rate. Starts a server unless one is running for this"
                    + " home folder,",
            "shows progress, prints the results and links.",
            "In a terminal, it then serves the dashboard until Ctrl-C. With --exit, or without a"
                    + " terminal, it exits.",
            "Exit code: 0 if every run finished, else 1."
        })
final class QuickstartCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--exit", description = "exit after printing the table, also in a terminal")
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
        // If DLLM_URL names a server that does not answer, report it; do not start a second one.
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
     * @param stays whether the server continues to run after the table
     */
    private boolean experiment(boolean stays) {
        JsonNode submitted =
                SpecText.of("quickstart", session.api()).send(session.api(), sets, false, false);
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

    /** With --json, only JSON is printed. */
    private void print(String text) {
        if (!output.json) {
            session.print(text);
        }
    }

    private void links(String experiment, boolean stays) {
        String page = "/experiments/" + Api.encode(experiment);
        if (!stays) {
            session.print("dashboard   start './dllm serve' and open " + page);
            return;
        }
        session.print("experiment  " + session.api().at(page));
        session.print(
                "dashboard   "
                        + session.loginLink().path("url").asString()
                        + "   (works once; './dllm login' prints a new link)");
    }
}
