package org.dllm.platform.cli;

import java.io.Console;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.experiments.spec.PlainText;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a command works with: the server, and the terminal it was typed at. */
record Session(
        Home home, Api api, RunsClient runs, PrintStream out, boolean terminal, Clock clock) {

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    static Session of(Map<String, String> environment) {
        Home home = Home.of(environment);
        Api api = new Api(home);
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Session(home, api, new RunsClient(api), System.out, terminal, Clock.systemUTC());
    }

    void print(String text) {
        out.println(PlainText.escapedLines(text));
    }

    void print(JsonNode json) {
        out.println(text(json));
    }

    static String text(JsonNode json) {
        String text = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
        // an escape of Java is one of JSON, too
        return PlainText.escapedLines(text);
    }

    RunWatcher watcher() {
        return new RunWatcher(
                runs, api, clock, text -> System.err.println(PlainText.escapedLines(text)));
    }

    /** For who reads JSON, from the standard error too. */
    RunWatcher quietWatcher() {
        return new RunWatcher(runs, api, clock, _ -> {});
    }

    /** To be closed when the watch of these runs is over. */
    DetachMessage detachMessage(List<String> ids) {
        return DetachMessage.of(ids, System.err);
    }

    /** Shows the progress of these runs until all have ended. */
    List<RunResponse> watch(List<String> ids) {
        var board = new ProgressBoard(out, terminal, clock);
        return watcher().all(ids, board::show);
    }

    WorkerDevices devices() {
        return WorkerDevices.of(api.get("workers"));
    }

    /** What keeps a run from its start though nothing of its own does. */
    Optional<String> missingDevice(RunResponse run) {
        String device = run.device();
        return run.state().equals("QUEUED") && device != null
                ? devices().missing(device)
                : Optional.empty();
    }

    /** A fresh link into the dashboard, {@code url}, that opens once. */
    JsonNode loginLink() {
        return api.post("login-links", "", Map.of());
    }

    String page(RunResponse run) {
        return api.at("/runs/" + run.id()).toString();
    }
}
