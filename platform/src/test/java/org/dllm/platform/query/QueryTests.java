package org.dllm.platform.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ServerTest
class QueryTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Computes for hours. */
    private static final String LONG =
            "SELECT count(*) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired private JdbcClient jdbc;
    @Autowired private ReadOnlyDatabase database;
    @Autowired private LabFolders folders;
    private final TestLab lab;
    private final Caller caller;

    QueryTests(@Autowired TestLab lab) {
        this.lab = lab;
        this.caller = lab.caller();
    }

    @Test
    void answersWithColumnsRowsAndTheirNumber() {
        RunId run = lab.submit();
        List<JsonNode> lines =
                lines(
                        """
                        SELECT id, CAST(? AS INT) AS n, CAST('NaN' AS DOUBLE PRECISION) AS x, 1.50 AS d,
                               TIMESTAMP WITH TIME ZONE '2026-01-02 03:04:05+01' AS at, TRUE AS b, NULL AS z
                        FROM run WHERE id = ?
                        """,
                        7,
                        run.value());
        assertThat(lines.getFirst().path("columns"))
                .extracting(column -> column.path("type").asString())
                .startsWith("VARCHAR", "INTEGER", "DOUBLE", "NUMERIC", "TIMESTAMP_WITH_TIMEZONE")
                .element(5)
                .isEqualTo("BOOLEAN");
        assertThat(lines.get(1).toString())
                .isEqualTo(
                        "[\"%s\",7,\"NaN\",\"1.50\",\"2026-01-02T02:04:05Z\",true,null]"
                                .formatted(run));
        assertThat(lines.getLast().toString()).isEqualTo("{\"rows\":1}");
    }

    @Test
    void viewsOfResultsAreReadable() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        assertThat(lines("SELECT key, value FROM metric_point WHERE run_id = ?", run.value()))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT nonsense FROM run",
                "DELETE FROM layer_activity",
                "DROP TABLE sample",
                "SELECT id FROM FINAL TABLE (UPDATE run SET name = 'x')",
                "SELECT 1; DROP TABLE sample",
                "CREATE ALIAS run_it FOR 'java.lang.System.exit'",
                "SELECT 1; CREATE ALIAS run_it FOR 'java.lang.System.exit'",
                "CREATE TABLE mine (id INT)",
                "CREATE TRIGGER t AFTER INSERT ON run CALL 'java.lang.String'",
                "CREATE LINKED TABLE l ('', 'jdbc:h2:mem:x', '', '', 'x')",
                "SELECT FILE_READ('/etc/passwd')",
                "SELECT FILE_WRITE('x', '/tmp/x')",
                "SELECT * FROM CSVREAD('/etc/passwd')",
                "CALL CSVWRITE('/tmp/x', 'SELECT 1')",
                "SELECT * FROM LINK_SCHEMA('x', '', 'jdbc:h2:mem:x', '', '', 'PUBLIC')",
                "SCRIPT",
                "SCRIPT TO '/tmp/x'",
                "RUNSCRIPT FROM '/tmp/x'",
                "BACKUP TO '/tmp/x'",
                "SHUTDOWN",
                "SET EXCLUSIVE 1",
                "GRANT ALL ON SCHEMA PUBLIC TO NOTEBOOK",
                "ALTER USER NOTEBOOK ADMIN TRUE",
                "SELECT ABORT_SESSION(1)",
            })
    void statementsOtherThanSelectAreRejected(String sql) {
        lab.submit();
        List<String> before = state();
        HttpResponse<String> answer = ask(sql);
        assertThat(answer.statusCode() == 400 || answer.body().contains("\"error\""))
                .as("%d: %s", answer.statusCode(), answer.body())
                .isTrue();
        assertThat(state()).isEqualTo(before);
    }

    private List<String> state() {
        return jdbc.sql(
                        """
                        SELECT 'run ' || id || name FROM run
                        UNION ALL SELECT 'table ' || table_name FROM information_schema.tables
                        UNION ALL SELECT 'routine ' || routine_name FROM information_schema.routines
                        UNION ALL SELECT 'right ' || grantee || rights FROM information_schema.rights
                        UNION ALL SELECT 'user ' || user_name || is_admin FROM information_schema.users
                        ORDER BY 1
                        """)
                .query((row, _) -> String.valueOf(row.getString(1)))
                .list();
    }

    @Test
    void aQueryWhoseClientHasDisconnectedIsCancelled() throws IOException {
        try (var _ = send(LONG)) {
            await().atMost(PATIENCE).until(() -> running() == 1);
        }
        await().atMost(PATIENCE).until(() -> running() == 0);
    }

    @Test
    void aQueryIsCancelledWhenTheMemoryIsFull() throws IOException {
        var settings = new QuerySettings(PATIENCE, 1);
        var queries = new RunningQueries(database, settings, JSON, () -> () -> true);
        var out = new java.io.ByteArrayOutputStream();
        queries.answer(LONG, List.of(), () -> out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"error\":\"the server cancelled the query: it needs more memory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT SPACE(2000000000)",
                "SELECT 'it''s', repeat ('x', 900000000)",
                "SELECT \"LPAD\"/* ( */('x', 500000000, 'y')",
                "SELECT -- '\n rpad\n('x', 500000000)"
            })
    void aFunctionThatExhaustsTheMemoryAtOnceIsRejected(String sql) {
        HttpResponse<String> answer = ask(sql);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("expected a query without SPACE, REPEAT, LPAD and RPAD");
    }

    @Test
    void namesAndTextsMayContainTheNamesOfSuchFunctions() {
        assertThat(lines("SELECT 'space(1)' AS space, 1 AS \"REPEAT\" -- lpad(1)").getLast())
                .hasToString("{\"rows\":1}");
    }

    @Test
    void aQueryIsCancelledAtItsTimeLimit() throws IOException {
        var queries =
                new RunningQueries(database, new QuerySettings(Duration.ofSeconds(1), 1), JSON);
        var out = new java.io.ByteArrayOutputStream();
        queries.answer(LONG, List.of(), () -> out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"error\":\"the server cancelled the query: its time limit is 1 s");
        assertThat(running()).isZero();
    }

    @Test
    void moreQueriesThanAllowedAreRejected() throws IOException {
        var open = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 2; i++) {
                open.add(send(LONG));
            }
            await().atMost(PATIENCE).until(() -> running() == 2);
            HttpResponse<String> refused = ask("SELECT 1");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("dllm.query.concurrent");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().atMost(PATIENCE).until(() -> running() == 0);
    }

    @Test
    void onlyAClientWithATokenIsAnswered() {
        HttpResponse<String> answer =
                Caller.anonymous(caller.port())
                        .call("POST", "/api/v1/query", "{\"sql\": \"SELECT 1\"}", JSON_BODY);
        assertThat(answer.statusCode()).isIn(401, 403);
    }

    /** The start of H2's own protocol, with lengths that must not be allocated. */
    @Test
    void malformedRequestsDoNoHarm() throws IOException {
        var random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 60; i++) {
            var bytes = ByteBuffer.allocate(12 + random.nextInt(200));
            bytes.putInt(17).putInt(20).putInt(Integer.MAX_VALUE - 15);
            while (bytes.remaining() > 0) {
                bytes.put((byte) random.nextInt());
            }
            String body = "{\"sql\": \"SELECT 1\", \"arguments\": " + "[".repeat(i * 400);
            for (byte[] sent :
                    List.of(
                            bytes.array(),
                            request("{", 2_000_000_000),
                            request(body, body.length()))) {
                try (var socket = connect()) {
                    socket.getOutputStream().write(sent);
                } catch (IOException _) {
                    // The server closed the connection first.
                }
            }
        }
        assertThat(lines("SELECT 1").getLast().path("rows").asInt()).isEqualTo(1);
        assertThat(folders.home().resolve("db/url"))
                .as("the address of another port")
                .doesNotExist();
    }

    private static final Map<String, String> JSON_BODY = Map.of("Content-Type", "application/json");

    private int running() {
        return jdbc.sql(
                        """
                        SELECT count(*) FROM information_schema.sessions
                        WHERE user_name = 'NOTEBOOK' AND executing_statement IS NOT NULL
                        """)
                .query(Integer.class)
                .single();
    }

    private List<JsonNode> lines(String sql, Object... arguments) {
        HttpResponse<String> answer = ask(sql, arguments);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().lines().filter(line -> !line.isEmpty()).map(JSON::readTree).toList();
    }

    private HttpResponse<String> ask(String sql, Object... arguments) {
        String body = JSON.writeValueAsString(Map.of("sql", sql, "arguments", arguments));
        return caller.call("POST", "/api/v1/query", body, JSON_BODY);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), caller.port());
    }

    private Socket send(String sql) throws IOException {
        String body = JSON.writeValueAsString(Map.of("sql", sql));
        var socket = connect();
        socket.getOutputStream().write(request(body, body.length()));
        return socket;
    }

    private byte[] request(String body, long announced) throws IOException {
        return ("POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + java.nio.file.Files.readString(folders.token()).strip()
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + announced
                        + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
