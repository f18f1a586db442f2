package org.dllm.notebooks;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

/** A database that is reached by JDBC. */
record JdbcAddress(String url, Map<String, String> environment) {

    /** Opens a connection for reading, on which no statement takes longer than {@code limit}. */
    Connection open(QueryLimit limit) throws SQLException {
        Connection connection = connect();
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            limit(connection, limit);
        }
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    /** DriverManager does not see the drivers on a notebook's class path. */
    private Connection connect() throws SQLException {
        for (Driver driver : ServiceLoader.load(Driver.class, JdbcAddress.class.getClassLoader())) {
            if (driver.acceptsURL(url)) {
                return driver.connect(url, properties());
            }
        }
        throw new IllegalArgumentException(
                "DLLM_JDBC_URL should begin with jdbc:h2: or jdbc:postgresql:, but is " + url);
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

    /** PostgreSQL itself ends the query, also when the notebook's process is gone. */
    private static void limit(Connection connection, QueryLimit limit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + limit.time().toMillis());
            try {
                statement.execute("SET client_connection_check_interval = '1s'");
            } catch (SQLException _) {
                // Only Linux and a few other systems support it.
            }
        }
    }
}
