package org.dllm.platform.query;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Opens connections to the server's H2 file for a database user that may only SELECT. H2 refuses
 * this user every write, every change of the schema, and functions that touch files or code.
 */
@Component
public class ReadOnlyDatabase {

    private static final String FILE = "jdbc:h2:file:";
    private static final String USER = "NOTEBOOK";
    private static final int PASSWORD_BYTES = 16;

    private final DataSource pool;
    private final String url;
    private final String password;

    ReadOnlyDatabase(DataSource pool, @Value("${spring.datasource.url}") String url)
            throws SQLException {
        this.pool = pool;
        this.url = url;
        var random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        password = HexFormat.of().formatHex(random);
        if (available()) {
            createUser();
        }
    }

    /** False on PostgreSQL, which notebooks read directly. */
    public boolean available() {
        return url.startsWith(FILE);
    }

    /** The JDBC address without its parameters, which may hold a password. */
    public String address() {
        return url.split("[;?]", 2)[0];
    }

    private void createUser() throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE USER IF NOT EXISTS %s PASSWORD '%s'".formatted(USER, password));
            statement.execute("ALTER USER %s SET PASSWORD '%s'".formatted(USER, password));
            statement.execute("GRANT SELECT ON SCHEMA PUBLIC TO " + USER);
        }
    }

    public Connection open() throws SQLException {
        // While the pool holds a connection, H2 has the file open with the pool's settings.
        try (var _ = pool.getConnection()) {
            Connection connection =
                    DriverManager.getConnection(
                            address() + ";IFEXISTS=TRUE;NON_KEYWORDS=KEY,VALUE", USER, password);
            connection.setAutoCommit(false);
            return connection;
        }
    }
}
