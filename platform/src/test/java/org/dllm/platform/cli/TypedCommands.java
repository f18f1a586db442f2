package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands against a server whose responses the test defines. */
abstract class TypedCommands {

    static final String RUN = "aaaaaaaa";

    final Map<String, String> answers = new HashMap<>();

    /** Answers of consecutive requests, instead of one answer. */
    final Map<String, Queue<String>> sequences = new HashMap<>();

    final List<String> asked = new ArrayList<>();
    final List<String> queries = new ArrayList<>();
    final List<String> keys = new ArrayList<>();
    final List<String> prefixes = new ArrayList<>();
    int breaks;
    int status = 200;
    final Map<String, String> environment = new HashMap<>();
    final HttpServer server;
    @TempDir Path home = Path.of("");

    TypedCommands() throws IOException {
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        server = HttpServer.create(new InetSocketAddress(here, 0), 0);
        server.createContext("/", this::answer);
    }

    record Typed(int code, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        server.start();
        ownServerIs(url(), ProcessHandle.current().pid());
        answers.put("/api/v1/workers", "{\"workers\":[{\"devices\":[\"cpu\"]}],\"queue\":[]}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    final String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    final void ownServerIs(String url, long pid) throws IOException {
        Files.writeString(
                home.resolve("server.json"), "{\"url\":\"%s\",\"pid\":%d}".formatted(url, pid));
    }

    /** The single line that reports wrong usage. */
    final String usageError(String... arguments) {
        Typed typed = typed(arguments);
        assertThat(typed.code()).isEqualTo(Main.USAGE);
        assertThat(typed.err().lines()).hasSize(1);
        return typed.err().strip();
    }

    final Typed typed(String... arguments) {
        return typed(false, arguments);
    }

    final Typed typed(boolean terminal, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new StringWriter();
        var home = new Home(this.home, environment);
        var api = new Api(home);
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var session =
                new Session(home, api, new RunsClient(api), print, terminal, Clock.systemUTC());
        int code = Main.commandLine(session).setErr(new PrintWriter(err, true)).execute(arguments);
        return new Typed(code, out.toString(StandardCharsets.UTF_8), err.toString());
    }

    final void run(String state, String device, String reason) {
        String run =
                """
                {"id": "%s", "name": "x", "experiment": "x", "state": "%s", "device": "%s"%s}
                """
                        .formatted(
                                RUN,
                                state,
                                device,
                                reason.isEmpty() ? "" : ", \"reason\": \"" + reason + "\"");
        answers.put("/api/v1/runs/" + RUN, run);
        answers.put("/api/v1/runs", "{\"items\":[" + run + "]}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        queries.add(path + "?" + exchange.getRequestURI().getQuery());
        if (exchange.getRequestMethod().equals("POST")) {
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            if (keys.size() <= breaks) {
                exchange.close();
                return;
            }
        }
        Queue<String> sequence = sequences.getOrDefault(path, new ArrayDeque<>());
        String answer =
                !sequence.isEmpty()
                        ? sequence.remove()
                        : answers.get(
                                prefixes.stream()
                                        .reduce(
                                                path,
                                                (rest, prefix) ->
                                                        rest.replaceFirst("^" + prefix, "")));
        byte[] body =
                (answer == null ? "{\"detail\":\"nothing\"}" : answer)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer == null ? 404 : status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
