package org.dllm.platform.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.platform.Caller;
import org.dllm.platform.RawCaller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** The server's image, built from its Dockerfile and used as its users do. */
@Tag("images")
class ServerImageTests {

    private static final String IMAGE = "dllm-server";
    private static final int USER = 10001;
    private static final String PASSWORD = "correct horse";
    private static final Path FOLDER = Path.of("target/images").toAbsolutePath();

    private static final Path SPEC = Path.of("src/main/aot/warm-up.json");

    private static Buildah buildah = new Buildah(FOLDER);

    private final Map<String, Path> volumes = new TreeMap<>();
    private final int port = freePort();

    ServerImageTests() throws IOException {}

    @BeforeAll
    static void anImage() throws IOException {
        buildah = Buildah.in(FOLDER);
        buildah.importBase("base");
        buildah.build(IMAGE, "base");
    }

    @AfterAll
    static void nothingIsLeft() throws IOException {
        buildah.close();
    }

    @BeforeEach
    void emptyVolumes() throws IOException {
        volumes.put("/var/lib/dllm", folderOfTheUser("home"));
        volumes.put("/data", folderOfTheUser("data"));
        Files.copy(SPEC, FOLDER.resolve("data/spec.json"));
    }

    @Test
    void aRunFinishesAndOutlivesItsContainer() throws IOException {
        // AOTMode=on: the start fails if the class cache does not fit the image's jars
        var environment = new TreeMap<>(Map.of("SERVER_PORT", "" + port));
        environment.put("DLLM_JAVA_OPTS", "-XX:AOTMode=on");
        volumes.put("/data:ro", volumes.remove("/data"));
        try (var server = new Container(buildah, IMAGE, environment, volumes)) {
            assertThat(statusOf(server.link())).isEqualTo(303);
            assertThat(server.isHealthy()).isTrue();
            assertThat(server.exec("id", "-u").strip()).isEqualTo("" + USER);
            assertThat(server.exec("dllm", "submit", "/data/spec.json", "--wait"))
                    .contains("✓ finished");
        }
        assertThat(volumes.get("/var/lib/dllm"))
                .as("natives are unpacked when the image is built")
                .isDirectoryNotContaining("glob:**.djl.ai");
        try (var server = new Container(buildah, IMAGE, environment, volumes)) {
            server.link();
            assertThat(server.exec("dllm", "runs")).contains("warm-up", "finished");
        }
    }

    @Test
    void theServerAnswersOnEveryAddressToItsConfiguredNames() throws IOException {
        var environment =
                Map.of("SERVER_PORT", "" + port, "DLLM_ACCESS_HOSTS", "lab.example,127.0.0.2");
        try (var server = new Container(buildah, IMAGE, environment, volumes)) {
            server.link();
            // an address that only a server on 0.0.0.0 has
            try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.2"), port)) {
                assertThat(socket.isConnected()).isTrue();
            }
            String health = "GET /actuator/health";
            assertThat(RawCaller.call(port, health, "Host: lab.example:80")).contains(" 200 ");
            assertThat(RawCaller.call(port, health, "Host: other.example")).contains(" 421 ");
        }
    }

    @Test
    void aHomeThatBelongsToRootIsReported() throws IOException {
        Files.setAttribute(volumes.get("/var/lib/dllm"), "unix:uid", 0);
        assertThat(startFailure(Map.of("SERVER_PORT", "" + port)))
                .startsWith("dllm: /var/lib/dllm cannot be read or written (access denied)");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsReported() throws IOException {
        String url = "jdbc:postgresql://127.0.0.1:%d/lab".formatted(port);
        assertThat(startFailure(Map.of("SERVER_PORT", "0", "SPRING_DATASOURCE_URL", url)))
                .startsWith("dllm: no database answers at " + url);
    }

    private String startFailure(Map<String, String> environment) throws IOException {
        try (var server = new Container(buildah, IMAGE, environment, volumes)) {
            assertThat(server.isHealthy()).isFalse();
            return server.startFailure();
        }
    }

    @Test
    void aRunFinishesOnThePostgresqlThatTheComposeFileNames() throws IOException, SQLException {
        ComposeFile compose = ComposeFile.read(Map.of("DLLM_PORT", "" + port));
        Map<String, String> database = compose.environmentOf("database");
        JsonNode secret = compose.service("server").at("/secrets/0");
        try (var postgres =
                EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start()) {
            setUp(postgres, database);
            Map<String, String> environment = compose.environmentOf("server");
            environment.computeIfPresent(
                    "SPRING_DATASOURCE_URL",
                    (_, url) -> url.replace("database:5432", "127.0.0.1:" + postgres.getPort()));
            volumes.put("/run/secrets", secrets(secret, "another password"));
            assertThat(startFailure(environment)).contains("rejects the user or the password");
            volumes.put("/run/secrets", secrets(secret, PASSWORD));
            try (var server = new Container(buildah, IMAGE, environment, volumes)) {
                assertThat(statusOf(server.link())).isEqualTo(303);
                assertThat(server.exec("dllm", "submit", "/data/spec.json", "--wait"))
                        .contains("✓ finished");
                assertThat(server.isHealthy()).isTrue();
                execute(postgres, "ALTER DATABASE lab ALLOW_CONNECTIONS false");
                execute(
                        postgres,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                                + " 'lab'");
                assertThat(server.isHealthy()).isFalse();
                execute(postgres, "ALTER DATABASE lab ALLOW_CONNECTIONS true");
                await().atMost(Duration.ofMinutes(1)).until(server::isHealthy);
            }
            try (Connection lab =
                            postgres.getDatabase("postgres", database.get("POSTGRES_DB"))
                                    .getConnection();
                    var rows = lab.createStatement().executeQuery("SELECT name, state FROM run")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("state")).isEqualTo("FINISHED");
            }
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Sets a database up as PostgreSQL's image does from its environment; the user needs the
     * password.
     */
    private static void setUp(EmbeddedPostgres postgres, Map<String, String> environment)
            throws SQLException, IOException {
        String user = environment.get("POSTGRES_USER");
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s SUPERUSER LOGIN".formatted(user));
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(user, PASSWORD));
            statement.execute(
                    "CREATE DATABASE %s OWNER %s".formatted(environment.get("POSTGRES_DB"), user));
            try (var file = statement.executeQuery("SHOW hba_file")) {
                assertThat(file.next()).isTrue();
                Files.writeString(
                        Path.of(file.getString(1)),
                        """
                        host all postgres 127.0.0.1/32 trust
                        host all all 127.0.0.1/32 scram-sha-256
                        """);
            }
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static Path secrets(JsonNode secret, String password) throws IOException {
        Path folder = folderOfTheUser("secrets");
        Files.writeString(folder.resolve(secret.path("target").asString()), password);
        return folder;
    }

    private static Path folderOfTheUser(String name) throws IOException {
        Path folder = FOLDER.resolve(name);
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(folder, "unix:uid", USER);
        return folder;
    }

    private int statusOf(String link) {
        URI address = URI.create(link);
        assertThat(address.getPort()).isEqualTo(port);
        return Caller.anonymous(port).status("GET", address.getPath() + "?" + address.getQuery());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("0.0.0.0"))) {
            return socket.getLocalPort();
        }
    }
}
