package org.dllm.notebooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * Where the lab's database is. Each question opens a connection of its own: an H2 file that no
 * server holds is locked only so long, and a server may stop and start between two questions.
 *
 * @param home the home folder, used where the environment names no database
 * @param environment may hold DLLM_JDBC_URL, DLLM_JDBC_USER and DLLM_JDBC_PASSWORD
 */
record Database(Path home, Map<String, String> environment) {

    /** H2's code for an address at which nobody answers. */
    private static final int NOBODY_ANSWERS = 90067;

    /** A connection for reading: what is done on it is rolled back when it closes. */
    Connection open() throws SQLException {
        String url = environment.get("DLLM_JDBC_URL");
        Connection connection = url == null || url.isBlank() ? ofHome() : named(url);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    private Connection named(String url) throws SQLException {
        var properties = new Properties();
        put(properties, "user", "DLLM_JDBC_USER");
        put(properties, "password", "DLLM_JDBC_PASSWORD");
        return connect(url, properties);
    }

    /**
     * By the door of the server that works on this home folder, else the file that none holds; the
     * address of a door outlives a server that is killed.
     */
    private Connection ofHome() throws SQLException {
        Path door = home.resolve("db").resolve("url");
        if (Files.isRegularFile(door)) {
            try {
                String word = Files.readString(door);
                if (word.endsWith("\n")) { // else it is torn
                    return connect(addressIn(word.strip()), new Properties());
                }
            } catch (SQLException e) {
                if (e.getErrorCode() != NOBODY_ANSWERS) {
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + door, e);
            }
        }
        return connect(file(), new Properties());
    }

    /** A server on another database leaves a sentence there. */
    private String addressIn(String word) {
        if (!word.startsWith("jdbc:")) {
            throw new IllegalStateException(
                    "%s (DLLM_JDBC_USER and DLLM_JDBC_PASSWORD too, if it asks; home folder %s)"
                            .formatted(word, home));
        }
        return word;
    }

    private String file() {
        Path file = home.resolve("db").resolve("lab");
        if (!Files.isRegularFile(Path.of(file + ".mv.db"))) {
            throw new IllegalStateException(
                    ("no database: expected %s.mv.db; './dllm quickstart' makes one, DLLM_HOME"
                                    + " names another home folder, DLLM_JDBC_URL another database")
                            .formatted(file));
        }
        return "jdbc:h2:file:" + file + ";NON_KEYWORDS=KEY,VALUE;IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    }

    /** DriverManager does not see the drivers on a notebook's class path. */
    private static Connection connect(String url, Properties properties) throws SQLException {
        for (Driver driver : ServiceLoader.load(Driver.class, Database.class.getClassLoader())) {
            if (driver.acceptsURL(url)) {
                return driver.connect(url, properties);
            }
        }
        throw new IllegalArgumentException(
                "DLLM_JDBC_URL should begin with jdbc:h2: or jdbc:postgresql:, but is " + url);
    }

    private void put(Properties properties, String name, String variable) {
        String value = environment.get(variable);
        if (value != null) {
            properties.put(name, value);
        }
    }
}
