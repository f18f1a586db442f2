package org.dllm.platform;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The databases that every repository must support, migrated, with all repositories as beans; each
 * is started once per JVM.
 */
public enum TestDatabase {
    H2,
    POSTGRESQL;

    private static final Map<TestDatabase, AnnotationConfigApplicationContext> STARTED =
            new ConcurrentHashMap<>();

    /** A repository on this database. */
    public <T> T get(Class<T> type) {
        return context().getBean(type);
    }

    /** The events that the repositories published. */
    public TestEvents events() {
        return get(TestEvents.class);
    }

    public JdbcClient jdbc() {
        return get(JdbcClient.class);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(get(JdbcTransactionManager.class));
    }

    /** Empties every table. */
    public TestDatabase clear() {
        List<String> tables =
                jdbc()
                        .sql(
                                """
                                SELECT table_name FROM information_schema.tables
                                WHERE lower(table_schema) = 'public' AND table_type = 'BASE TABLE'
                                """)
                        .query((row, _) -> String.valueOf(row.getString(1)))
                        .list()
                        .stream()
                        .filter(table -> !table.startsWith("flyway"))
                        .toList();
        if (this == POSTGRESQL) {
            jdbc().sql("TRUNCATE TABLE " + String.join(", ", tables) + " CASCADE").update();
        } else {
            transaction()
                    .executeWithoutResult(_ -> {
                        jdbc().sql("SET REFERENTIAL_INTEGRITY FALSE").update();
                        tables.forEach(table -> jdbc().sql("TRUNCATE TABLE " + table).update());
                        jdbc().sql("SET REFERENTIAL_INTEGRITY TRUE").update();
                    });
        }
        events().clear();
        return this;
    }

    private AnnotationConfigApplicationContext context() {
        return STARTED.computeIfAbsent(this, TestDatabase::start);
    }

    private static AnnotationConfigApplicationContext start(TestDatabase database) {
        var context = new AnnotationConfigApplicationContext();
        DataSource dataSource = database.empty();
        migrate(dataSource, "latest");
        context.registerBean(DataSource.class, () -> dataSource);
        context.registerBean(SettableClock.class, SettableClock::new);
        context.registerBean(TestEvents.class, TestEvents::new);
        context.register(TestRepositories.class);
        context.refresh();
        return context;
    }

    /** Migrates a database up to a version. */
    static void migrate(DataSource dataSource, String version) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
    }

    /** A fresh, empty database of this kind. */
    public DataSource empty() {
        return pool(
                this == POSTGRESQL
                        ? postgresqlUrl()
                        : "jdbc:h2:mem:%s;%s;DB_CLOSE_DELAY=-1"
                                .formatted(UUID.randomUUID(), h2Settings()));
    }

    /** The server's settings for H2. */
    private static String h2Settings() {
        var configuration = new YamlPropertiesFactoryBean();
        configuration.setResources(new ClassPathResource("application.yaml"));
        return Objects.requireNonNull(configuration.getObject()).getProperty("h2.settings");
    }

    /** A fresh, empty PostgreSQL database. */
    public static String postgresqlUrl() {
        return Postgres.url();
    }

    private static DataSource pool(String url) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(4);
        return pool;
    }

    /** One server per JVM, with any number of databases. */
    private static final class Postgres {
        /** The default of ten seconds is too short on a busy machine. */
        private static final Duration PATIENCE = Duration.ofMinutes(2);

        private static final EmbeddedPostgres SERVER = start();
        private static int databases;

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static synchronized String url() {
            String name = "lab" + databases++;
            try (var connection = SERVER.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return SERVER.getJdbcUrl("postgres", name);
        }
    }
}
