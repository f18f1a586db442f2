package org.dllm.platform.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.dllm.platform.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Executes queries on H2 and counts the rows that it visited. */
final class VisitedRows {

    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

    private final DataSource database = TestDatabase.H2.get(DataSource.class);
    private long count;

    JdbcClient jdbc() {
        return JdbcClient.create(
                new DelegatingDataSource(database) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        return explaining(database.getConnection());
                    }
                });
    }

    long count() {
        return count;
    }

    private Connection explaining(Connection connection) {
        return proxy(
                Connection.class,
                (_, method, arguments) ->
                        method.getName().equals("prepareStatement") && arguments.length == 1
                                ? explained(connection, String.valueOf(arguments[0]))
                                : invoke(method, connection, arguments));
    }

    private PreparedStatement explained(Connection connection, String sql) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        PreparedStatement plan = connection.prepareStatement("EXPLAIN ANALYZE " + sql);
        return proxy(
                PreparedStatement.class,
                (_, method, arguments) -> {
                    if (method.getName().startsWith("set") || method.getName().equals("close")) {
                        invoke(method, plan, arguments);
                    }
                    if (method.getName().equals("executeQuery")) {
                        add(plan);
                    }
                    return invoke(method, query, arguments);
                });
    }

    private void add(PreparedStatement plan) throws SQLException {
        try (ResultSet lines = plan.executeQuery()) {
            while (lines.next()) {
                count +=
                        SCANNED.matcher(lines.getString(1))
                                .results()
                                .mapToLong(found -> Long.parseLong(found.group(1)))
                                .sum();
            }
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object invoke(Method method, Object target, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
