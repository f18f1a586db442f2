package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.platform.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWatcherTests {

    private static final String RUN = "aaaaaaaa";

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> reported = new ArrayList<>();
    private final BlockingQueue<String> streams = new LinkedBlockingQueue<>();
    private final SettableClock clock = new SettableClock();
    @TempDir private Path home = Path.of("");

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void aWatchSurvivesARestartAndReportsItOnce() {
        serve("RUNNING");
        RunWatcher watcher = watcher(_ -> serve("FINISHED"));
        RunResponse end = watcher.one(RUN, _ -> servers.getFirst().stop(0));
        assertThat(end.state()).isEqualTo("FINISHED");
        assertThat(reported).hasSize(1).first().asString().contains("does not answer");
    }

    @Test
    void aWatchSurvivesAnOutageOfTheDatabase() {
        serve("RUNNING");
        var answers = new AtomicInteger();
        servers.getFirst().removeContext("/api/v1/runs/" + RUN);
        servers.getFirst()
                .createContext(
                        "/api/v1/runs/" + RUN,
                        exchange -> {
                            if (answers.incrementAndGet() < 3) {
                                exchange.sendResponseHeaders(503, -1);
                                exchange.close();
                            } else {
                                answer(exchange, run(RUN, "FINISHED"));
                            }
                        });
        assertThat(watcher(_ -> {}).one(RUN, _ -> {}).state()).isEqualTo("FINISHED");
        assertThat(reported).hasSize(1).first().asString().contains("does not answer");
    }

    @Test
    void aServerThatStaysUnavailableEndsTheWatch() {
        serve("RUNNING");
        RunWatcher watcher = watcher(_ -> clock.advance(Duration.ofMinutes(2)));
        assertThatThrownBy(() -> watcher.all(List.of(RUN), _ -> servers.getFirst().stop(0)))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("no server answers");
        assertThat(reported).hasSize(1);
    }

    @Test
    void aBrokenStreamContinuesAfterItsLastEvent() throws InterruptedException {
        serve("RUNNING");
        RunWatcher watcher = watcher(_ -> {});
        Thread watch = Thread.ofVirtual().start(() -> watcher.one(RUN, _ -> {}));
        assertThat(streams.poll(20, TimeUnit.SECONDS)).isEqualTo("from=NOW after null");
        assertThat(streams.poll(20, TimeUnit.SECONDS)).isEqualTo("from=NOW after 42");
        watch.interrupt();
        watch.join();
    }

    @Test
    void manyRunsAreRequestedTogetherUntilEachHasEnded() {
        String other = "bbbbbbbb";
        serve("RUNNING");
        var asked = new ArrayList<String>();
        list(exchange -> {
            asked.add(exchange.getRequestURI().getQuery());
            return asked.size() == 1
                    ? run(other, "FINISHED") + "," + run(RUN, "RUNNING")
                    : run(RUN, "FAILED");
        });
        var seen = new ArrayList<String>();
        List<RunResponse> ends =
                watcher(_ -> {})
                        .all(
                                List.of(RUN, other),
                                now ->
                                        seen.add(
                                                now.stream().map(RunResponse::state).toList()
                                                        + ""));
        assertThat(asked).containsExactly("limit=2&id=aaaaaaaa,bbbbbbbb", "limit=1&id=aaaaaaaa");
        assertThat(seen).containsExactly("[RUNNING, FINISHED]", "[FAILED, FINISHED]");
        assertThat(ends).extracting(RunResponse::id).containsExactly(RUN, other);
    }

    @Test
    void aThousandRunsFitIntoTwoRequests() {
        serve("RUNNING");
        List<String> ids = IntStream.range(0, 1000).mapToObj(RunWatcherTests::id).toList();
        var asked = new ArrayList<String>();
        list(exchange -> {
            String query = exchange.getRequestURI().getQuery();
            asked.add(query);
            String named = query.substring(query.indexOf("id=") + 3);
            return Arrays.stream(named.split(","))
                    .map(id -> run(id, "FINISHED"))
                    .collect(Collectors.joining(","));
        });
        List<RunResponse> ends = watcher(_ -> {}).all(ids, _ -> {});
        assertThat(ends).extracting(RunResponse::id).isEqualTo(ids);
        assertThat(asked).hasSize(2).allMatch(query -> query.length() < 5000);
    }

    private RunWatcher watcher(Consumer<String> restart) {
        Api api = new Api(new Home(home, Map.of()));
        return new RunWatcher(
                new RunsClient(api),
                api,
                clock,
                text -> {
                    reported.add(text);
                    restart.accept(text);
                });
    }

    private static String id(int i) {
        return String.valueOf(10_000_000 + i)
                .replace('0', 'a')
                .replace('1', 'b')
                .replace('8', 'c')
                .replace('9', 'd');
    }

    private static String run(String id, String state) {
        return "{\"id\":\"%s\",\"name\":\"x\",\"experiment\":\"x\",\"state\":\"%s\"}"
                .formatted(id, state);
    }

    /** Makes lists return these runs. */
    private void list(Function<HttpExchange, String> items) {
        servers.getFirst().removeContext("/api/v1/runs");
        servers.getFirst()
                .createContext(
                        "/api/v1/runs",
                        exchange ->
                                answer(exchange, "{\"items\":[" + items.apply(exchange) + "]}"));
    }

    /** A server of this home folder whose only run is in this state. */
    private void serve(String state) {
        try {
            InetAddress here = InetAddress.ofLiteral("127.0.0.1");
            HttpServer server = HttpServer.create(new InetSocketAddress(here, 0), 0);
            server.createContext(
                    "/api/v1/runs/" + RUN, exchange -> answer(exchange, run(RUN, state)));
            server.createContext(
                    "/api/v1/runs",
                    exchange -> answer(exchange, "{\"items\":[" + run(RUN, state) + "]}"));
            server.createContext("/api/v1/runs/" + RUN + "/events", this::stream);
            server.start();
            servers.add(server);
            Files.writeString(
                    home.resolve("server.json"),
                    "{\"url\":\"http://127.0.0.1:%d\"}".formatted(server.getAddress().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the stream after one event. */
    private void stream(HttpExchange exchange) throws IOException {
        streams.add(
                exchange.getRequestURI().getQuery()
                        + " after "
                        + exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        answer(exchange, "id:42\n\n");
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
