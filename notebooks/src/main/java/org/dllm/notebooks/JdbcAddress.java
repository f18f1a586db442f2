package org.dllm.notebooks;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

/** A database at a JDBC URL. */
record JdbcAddress(String url, Map<String, String> environment) {

    /** Opens a read-only connection with a time limit for statements. */
    Connection open(QueryLimit limit) throws SQLException {
        Connection connection = connect();
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            limit(connection, limit);
        }
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    /**
     * Loads the driver directly, because DriverManager does not see the class path of a notebook.
     */
    private Connection connect() throws SQLException {
        for (Driver driver : ServiceLoader.load(Driver.class, JdbcAddress.class.getClassLoader())) {
            if (driver.acceptsURL(url)) {
                return driver.connect(url, properties());
            }
        }
        throw new IllegalArgumentException(
                "DLLM_JDBC_URL: expected a URL that begins with jdbc:h2: or jdbc:postgresql:, found"
                        + " "
                        + url);
    }

    private Properties properties() {
        var properties = new Properties();
        if (!url.startsWith("jdbc:h2:file:") || environment.containsKey("DLLM_JDBC_URL")) {
            put(properties, "user", "DLLM_JDBC_USER");
            put(properties, "password", "DLLM_JDBC_PASSWORD");
        }
        return properties;
    }

    private void put(Properties properties, String name, String variable) {
        String value = environment.get(variable);
        if (value != null) {
            properties.put(name, value);
        }
    }

    /** PostgreSQL enforces the limit itself, even if the process of the notebook has ended. */
    private static void limit(Connection connection, QueryLimit limit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + limit.time().toMillis());
            try {
                statement.execute("SET client_connection_check_interval = '1s'");
            } catch (SQLException _) {
                // Not supported by servers on some operating systems.
            }
        }
    }
}
