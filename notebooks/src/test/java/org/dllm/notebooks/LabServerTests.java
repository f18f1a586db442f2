package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.dflib.DataFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries through the server. */
class LabServerTests {

    @TempDir private Path home = Path.of("");

    private final AtomicReference<String> asked = new AtomicReference<>("");
    private HttpServer server;
    private Database database;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
        Files.writeString(home.resolve("token"), "secret\n");
        Files.writeString(
                home.resolve("server.json"),
                "{\"url\":\"http://127.0.0.1:%d\",\"pid\":%d}"
                        .formatted(server.getAddress().getPort(), ProcessHandle.current().pid()));
        database = new Database(home, Map.of());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void rowsHaveTheirTypes() {
        answer(
                200,
                """
                {"columns":[{"label":"ID","type":"CHAR"},{"label":"N","type":"BIGINT"},{"label":"I","type":"INTEGER"},{"label":"X","type":"DOUBLE"},{"label":"ID","type":"NUMERIC"},{"label":"AT","type":"TIMESTAMP_WITH_TIMEZONE"},{"label":"B","type":"BOOLEAN"}]}

                ["a",9007199254740993,1,"NaN","1.50","2026-01-02T03:04:05Z",true]
                [null,null,null,0.1,null,null,null]
                {"rows":2}
                """);
        DataFrame rows = database.query("SELECT ?", 1.5);
        assertThat(asked.get())
                .startsWith("Bearer secret ")
                .contains("\"sql\":\"SELECT ?\"", "\"arguments\":[1.5]");
        assertThat(rows.getColumnsIndex().toArray())
                .containsExactly("id", "n", "i", "x", "id_2", "at", "b");
        assertThat(rows.getColumn("n")).containsExactly(9007199254740993L, null);
        assertThat(rows.getColumn("i")).containsExactly(1, null);
        assertThat(rows.getColumn("x")).containsExactly(Double.NaN, 0.1);
        assertThat(rows.getColumn("id_2")).containsExactly(new BigDecimal("1.50"), null);
        assertThat(rows.getColumn("at"))
                .containsExactly(Instant.parse("2026-01-02T03:04:05Z"), null);
        assertThat(rows.getColumn("b")).containsExactly(true, null);
    }

    @Test
    void errorsIncludeTheQuery() {
        answer(400, "{\"detail\":\"Column \\\"X\\\" not found\"}");
        assertThatThrownBy(() -> database.query("SELECT x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Column \"X\" not found\nin the query: SELECT x");
        answer(200, "\n{\"error\":\"the time limit is 1 s\"}\n");
        assertThatThrownBy(() -> database.query("SELECT x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time limit");
        answer(409, "{\"detail\":\"set DLLM_JDBC_URL\"}");
        assertThatThrownBy(() -> database.query("SELECT x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set DLLM_JDBC_URL");
        answer(200, "{\"columns\":[]}\n");
        assertThatThrownBy(() -> database.query("SELECT x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was lost");
    }

    @Test
    void anInterruptClosesTheConnection() throws Exception {
        var computing = new CountDownLatch(1);
        var gone = new CompletableFuture<Boolean>();
        server.createContext(
                "/api/v1/query",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, 0);
                    computing.countDown();
                    try {
                        while (true) {
                            exchange.getResponseBody().write('\n');
                            exchange.getResponseBody().flush();
                            Thread.onSpinWait();
                        }
                    } catch (IOException closed) {
                        gone.complete(true);
                        throw closed;
                    }
                });
        var failure = new CompletableFuture<Throwable>();
        Thread cell =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                database.query("SELECT 1");
                            } catch (RuntimeException interrupted) {
                                failure.complete(interrupted);
                            }
                        });
        computing.await();
        cell.interrupt();
        assertThat(failure.get(60, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
        assertThat(gone.get(60, TimeUnit.SECONDS)).isTrue();
    }

    private void answer(int status, String body) {
        try {
            server.removeContext("/api/v1/query");
        } catch (IllegalArgumentException _) {
            // the first response
        }
        server.createContext("/api/v1/query", exchange -> answer(exchange, status, body));
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        asked.set(
                exchange.getRequestHeaders().getFirst("Authorization")
                        + " "
                        + new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
