package org.dllm.platform.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.dllm.platform.DllmApplication;
import org.dllm.platform.TestDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The output of a server that cannot start: one line, without a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

    @TempDir private Path home = Path.of("");
    private final CapturedOutput output;

    StartFailureTests(CapturedOutput output) {
        this.output = output;
    }

    @BeforeEach
    void database() throws IOException {
        Files.createDirectories(home.resolve("db"));
    }

    @Test
    void aDatabaseThatAnotherProcessHasOpen() throws IOException {
        try (var file =
                        FileChannel.open(
                                home.resolve("db/lab.mv.db"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = file.lock()) {
            assertThat(line())
                    .contains("home folder " + home, "in use by another process", "DLLM_HOME");
        }
    }

    @Test
    void aDatabaseFileThatIsDamaged() throws IOException {
        Files.write(home.resolve("db/lab.mv.db"), new byte[20_000]);
        assertThat(line())
                .contains("database file " + home.resolve("db/lab.mv.db"), "cannot be opened");
    }

    @Test
    void aDatabaseServerThatIsDown() throws IOException {
        int port;
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/lab";
        assertThat(line("spring.datasource.url=" + url + "?password=secret"))
                .contains("no database answers at " + url, "start it")
                .doesNotContain("secret");
    }

    @Test
    void aDatabaseThatDoesNotExist() {
        String url = TestDatabase.postgresqlUrl().replace("?", "_none?");
        assertThat(line("spring.datasource.url=" + url))
                .contains("there is no database", "create it");
    }

    @Test
    void aSchemaThatIsNewerThanTheProgram(@TempDir Path newer) throws IOException {
        Files.writeString(
                newer.resolve("V209912312359__of_tomorrow.sql"), "CREATE TABLE tomorrow (id INT)");
        JdbcClient jdbc = JdbcClient.create(migrated("filesystem:" + newer));
        String applied = "SELECT count(*) FROM \"flyway_schema_history\"";
        long before = jdbc.sql(applied).query(Long.class).single();
        assertThat(line())
                .contains(
                        "schema version 209912312359 (of tomorrow)",
                        "versions up to 2026",
                        "newer program");
        assertThat(jdbc.sql(applied).query(Long.class).single()).isEqualTo(before);
    }

    @Test
    void aMigrationWithAnotherChecksum() {
        var database = migrated();
        JdbcClient.create(database)
                .sql(
                        "UPDATE \"flyway_schema_history\" SET \"checksum\" = 7 WHERE \"version\" ="
                                + " '202611231640'")
                .update();
        assertThat(line()).contains("migrated by another version", "202611231640");
    }

    @Test
    void aHomeFolderThatCannotBeCreated() throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        assertThat(line("dllm.home=" + file.resolve("home")))
                .contains(file.resolve("home") + " cannot be read or written", "DLLM_HOME");
    }

    @Test
    void aHomeFolderThatAnotherServerUses() throws IOException {
        try (var file =
                        FileChannel.open(
                                home.resolve("worker"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = file.lock()) {
            assertThat(line()).contains("another server uses the home folder " + home);
        }
    }

    @Test
    void damagedStateFiles() throws IOException {
        Files.writeString(home.resolve("worker"), "a\1b");
        assertThat(line())
                .contains(home.resolve("worker") + ", but the file is damaged: delete it");
        Files.delete(home.resolve("worker"));
        Files.writeString(home.resolve("token"), "torn");
        assertThat(line()).contains(home.resolve("token").toString(), "delete the file");
    }

    @Test
    void aPortInUse() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(line("server.port=" + port))
                    .contains("port " + port + " is in use", "--port");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://root:secret@127.0.0.1:1/lab, jdbc:mysql",
        "postgresql://root:secret@127.0.0.1:1/lab, postgresql",
        "lab, lab"
    })
    void aDatabaseOfAnotherKind(String url, String beginning) {
        assertThat(line("spring.datasource.url=" + url))
                .contains(
                        "spring.datasource.url: expected jdbc:postgresql://HOST/DATABASE",
                        "begins with " + beginning)
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "server.address=192.0.2.1, cannot listen at 192.0.2.1",
        "server.port=abc, 'server.port: invalid value \"abc\"'",
        "dllm.worker.lease=-5s, dllm.worker.lease",
        "dllm.worker.retry=-1s, dllm.worker.retry",
        "dllm.worker.slots=-1, dllm.worker.slots",
        "dllm.worker.lease=soon, 'dllm.worker.lease: expected Duration, found \"soon\"'"
    })
    void anInvalidSetting(String setting, String recorded) {
        assertThat(line(setting)).contains(recorded);
    }

    /** The single line of output of a failed start. */
    private String line(String... more) {
        var settings = new TreeMap<String, String>();
        settings.put("dllm.home", home.toString());
        settings.put("dllm.worker.slots", "0");
        settings.put("server.port", "0");
        settings.put("spring.main.log-startup-info", "false");
        for (String setting : more) {
            String[] nameAndValue = setting.split("=", 2);
            settings.put(nameAndValue[0], nameAndValue[1]);
        }
        String[] arguments =
                settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new);
        int before = output.getAll().length();
        assertThatThrownBy(() -> DllmApplication.main(arguments))
                .isInstanceOf(RuntimeException.class);
        List<String> lines = output.getAll().substring(before).lines().toList();
        assertThat(lines).singleElement().asString().startsWith("dllm: ");
        return lines.getFirst();
    }

    /** The database of the home folder after these additional migrations. */
    private DriverManagerDataSource migrated(String... more) {
        var database =
                new DriverManagerDataSource(
                        "jdbc:h2:file:%s;NON_KEYWORDS=KEY,VALUE".formatted(home.resolve("db/lab")),
                        "",
                        "");
        var locations = new ArrayList<>(List.of("classpath:db/migration"));
        locations.addAll(List.of(more));
        Flyway.configure()
                .dataSource(database)
                .locations(locations.toArray(String[]::new))
                .load()
                .migrate();
        return database;
    }
}
