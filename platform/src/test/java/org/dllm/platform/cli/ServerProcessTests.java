package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dllm.platform.home.OtherAddresses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the commands against a server in a separate process, which the tests kill. */
@Tag("slow")
class ServerProcessTests {

    private static final String SPEC =
            """
            name: typed
            model: {shape: {layers: 3, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
            method: {type: Dllm, target: 0.5, keep: {layers: 1}, router: {type: TokenMlp, hidden: 8}}
            data: [{set: {type: Synthetic, examples: 30, seed: 1}}]
            train: {steps: 60, batch: 4, optimizer: {lr: 1e-2}, checkpointEvery: 20}
            evaluate: [{task: cot, set: {type: Synthetic}, limit: 6, maxNewTokens: 8}]
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Process> servers = new ArrayList<>();
    @TempDir Path home;
    private Path spec;

    @BeforeEach
    void start() throws IOException {
        spec = Files.writeString(home.resolve("typed.yaml"), SPEC);
        serve();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process server : servers) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aKilledServerLosesNothing() throws IOException, InterruptedException {
        String whole = submit();
        assertThat(typed("watch", whole).code).isZero();
        String orphaned = submit("--set", "train.steps=600", "--set", "name=orphan");
        until(() -> step(orphaned) > 10);

        URI gone = Home.of(environment()).server();
        servers.getLast().destroyForcibly().waitFor();
        long before = Files.size(spool(orphaned));
        HttpServer other = HttpServer.create();
        until(() -> takes(other, gone)); // another program takes the port of the server
        other.start();
        until(() -> size(spool(orphaned)) > before);
        serve();
        other.stop(0);

        Typed watched = typed("watch", orphaned, "--json");
        assertThat(watched.code).isZero();
        assertThat(watched.json().path("state").asString()).isEqualTo("FINISHED");
        assertThat(typed("show", whole, "--json").json().path("state").asString())
                .isEqualTo("FINISHED");
        JsonNode points =
                new Api(Home.of(environment()))
                        .get("runs/" + orphaned + "/metrics/points?key=train/loss&buckets=1000")
                        .path("buckets");
        assertThat(points.size()).isEqualTo(600);

        Typed rerun = typed("rerun", whole, "--wait", "--json");
        assertThat(rerun.out).contains("EXACT");
        assertThat(rerun.code).isZero();
    }

    @Test
    void everyPortListensOnTheLoopbackAddressOnly() throws IOException {
        assertThat(OtherAddresses.answerAt(Home.of(environment()).server().getPort())).isFalse();
    }

    @Test
    void commandsListShowCancelAndReportErrors() {
        Typed wrong = typed("submit", spec.toString(), "--set", "train.steps=many");
        assertThat(wrong.code).isEqualTo(Main.FAILED);
        assertThat(wrong.err).contains("train.steps").contains("many");

        String run = submit("--set", "train.steps=100000");
        until(() -> step(run) > 0);
        assertThat(typed("runs", "--json").out).contains(run);
        assertThat(typed("runs").out).contains(run).contains("typed");
        assertThat(typed("show", run.substring(0, 5)).out).contains("run         " + run);
        assertThat(typed("cancel", run).code).isZero();
        assertThat(typed("watch", run).code).isEqualTo(Main.FAILED);
        assertThat(typed("show", run).out).contains("cancelled");
        assertThat(typed("show", "zzzz").err).contains("no run has an id that starts with 'zzzz'");
        assertThat(typed("serve").err).contains("is already running");
        assertThat(typed("login").out)
                .startsWith("http://127.0.0.1:")
                .contains("/login?token=")
                .isNotEqualTo(typed("login").out);
    }

    /** Waits for a port that another program uses temporarily. */
    private static boolean takes(HttpServer other, URI server) {
        try {
            other.bind(new InetSocketAddress(server.getHost(), server.getPort()), 0);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private String submit(String... options) {
        var words = new ArrayList<>(List.of("submit", spec.toString(), "--json"));
        words.addAll(List.of(options));
        Typed submitted = typed(words.toArray(String[]::new));
        assertThat(submitted.code).as(submitted.err).isZero();
        return submitted.json().path("runs").path(0).path("id").asString();
    }

    private long step(String run) {
        return typed("show", run, "--json").json().path("step").asLong(0);
    }

    private Path spool(String run) {
        return home.resolve("runs").resolve(run).resolve("attempts/1/spool.jsonl");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private record Typed(int code, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private Typed typed(String... words) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var err = new StringWriter();
        Home client = Home.of(environment());
        var api = new Api(client);
        var session = new Session(client, api, new RunsClient(api), out, false, Clock.systemUTC());
        int code = Main.commandLine(session).setErr(new PrintWriter(err, true)).execute(words);
        return new Typed(code, bytes.toString(StandardCharsets.UTF_8), err.toString());
    }

    private Map<String, String> environment() {
        return Map.of("DLLM_HOME", home.toString());
    }

    private void serve() throws IOException {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        // a locale whose digits are invalid in SQL and addresses
                        "-Duser.language=fa",
                        "-Duser.country=IR",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--port",
                        "0");
        builder.environment().put("DLLM_HOME", home.toString());
        builder.environment().remove("DLLM_URL");
        Path log = home.resolve("server-" + servers.size() + ".log");
        Process server = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        servers.add(server);
        Home client = Home.of(environment());
        until(() -> {
            assertThat(server.isAlive()).as("the server, see %s", log).isTrue();
            return new Api(client).ownServer().isPresent();
        });
    }

    private static void until(BooleanSupplier done) {
        Instant end = Clock.systemUTC().instant().plus(PATIENCE);
        while (!done.getAsBoolean()) {
            assertThat(Clock.systemUTC().instant()).isBefore(end);
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
