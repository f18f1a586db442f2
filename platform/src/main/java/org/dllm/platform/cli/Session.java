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

/** The environment of a command: the server and the terminal. */
record Session(
        Home home, Api api, RunsClient runs, PrintStream out, boolean terminal, Clock clock) {

    @SuppressWarnings("SystemConsoleNull") // null without a terminal since JDK 25
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
        // escapes of Java are also valid in JSON
        return PlainText.escapedLines(text);
    }

    RunWatcher watcher() {
        return new RunWatcher(
                runs, api, clock, text -> System.err.println(PlainText.escapedLines(text)));
    }

    /** For --json: reports nothing, because standard error must contain JSON only. */
    RunWatcher quietWatcher() {
        return new RunWatcher(runs, api, clock, _ -> {});
    }

    /** Close it when the watch of these runs has ended. */
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

    /** Why a queued run cannot start on the workers of this server. */
    Optional<String> missingDevice(RunResponse run) {
        String device = run.device();
        return run.state().equals("QUEUED") && device != null
                ? devices().missing(device)
                : Optional.empty();
    }

    /** A new login link ({@code url}) that works once. */
    JsonNode loginLink() {
        return api.post("login-links", "", Map.of());
    }

    String page(RunResponse run) {
        return api.at("/runs/" + run.id()).toString();
    }
}
