package org.dllm.platform.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseDoorTests {

    @TempDir Path home;

    private final JdbcDataSource pool = new JdbcDataSource();
    private DatabaseDoor door;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(home.resolve("db"));
        String url = "jdbc:h2:file:" + home.resolve("db/lab") + ";DB_CLOSE_DELAY=-1";
        pool.setURL(url);
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE run (id VARCHAR(8))");
            statement.execute("INSERT INTO run VALUES ('abcdefgh')");
        }
        door = new DatabaseDoor(new LabFolders(home, null), pool, url);
    }

    @AfterEach
    void close() throws Exception {
        door.destroy();
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    @Test
    void whoKnowsTheNameReadsWhileTheServerWorks() throws Exception {
        try (var connection = DriverManager.getConnection(url());
                var rows = connection.createStatement().executeQuery("SELECT id FROM run")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("abcdefgh");
        }
    }

    @Test
    void whoGuessesTheNameIsRefused() throws Exception {
        String guess = url().replaceFirst("/[0-9a-f]{32}", "/" + "0".repeat(32));
        assertThat(guess).isNotEqualTo(url());
        assertThatThrownBy(() -> DriverManager.getConnection(guess))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void whoNamesTheFileIsRefused() throws Exception {
        String file = url().replaceFirst("/[0-9a-f]{32}", home.resolve("db/lab").toString());
        assertThatThrownBy(() -> DriverManager.getConnection(file))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void itIsOpenOnTheLoopbackAddressAlone() throws Exception {
        int port = URI.create(url().substring("jdbc:h2:".length()).split(";", 2)[0]).getPort();
        assertThat(OtherAddresses.answerAt(port)).isFalse();
        try (var everywhere = new ServerSocket(0)) {
            assertThat(OtherAddresses.answerAt(everywhere.getLocalPort())).isTrue();
        }
    }

    @Test
    void theAddressGoesWithTheServer() throws Exception {
        door.destroy();
        assertThat(home.resolve("db/url")).doesNotExist();
    }

    @Test
    void aServerOnAnotherDatabaseSaysWhatNotebooksNeed() throws Exception {
        door.destroy();
        String elsewhere = "jdbc:postgresql://db.example/lab";
        door = new DatabaseDoor(new LabFolders(home, null), pool, elsewhere + "?password=secret");
        assertThat(url())
                .doesNotStartWith("jdbc:")
                .endsWith("DLLM_JDBC_URL should be " + elsewhere);
        door.destroy();
        assertThat(url()).as("after the server").endsWith(elsewhere);
    }

    private String url() throws Exception {
        return Files.readString(home.resolve("db/url")).strip();
    }
}
