package org.dllm.platform.batch;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.batch.core.configuration.support.JdbcDefaultBatchConfiguration;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * All beans of a run's process. Nothing is scanned or configured by itself: the server's classes
 * are on the same class path, and every bean more is time before the first step.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({RunApplication.Database.class, RunApplication.Batch.class, RunJob.class})
class RunApplication {

    /** Batch's own tables, in a file of the run (decision 0001). */
    @Configuration(proxyBeanMethods = false)
    static class Database {

        /** The last thing that Batch's script makes. */
        private static final String MADE =
                """
                SELECT count(*) FROM information_schema.sequences WHERE sequence_name = 'BATCH_JOB_INSTANCE_SEQ'
                """;

        /** Without the first H2 keeps commits of the last half second to itself. */
        private static final String OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

        @Bean(destroyMethod = "dispose")
        JdbcConnectionPool dataSource(RunOrder order) throws SQLException {
            var pool =
                    JdbcConnectionPool.create(
                            "jdbc:h2:file:" + order.batchDatabase() + OPTIONS, "sa", "");
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement();
                    var count = statement.executeQuery(MADE)) {
                count.next();
                if (count.getInt(1) == 0) schema().execute(pool);
            }
            return pool;
        }

        /** Goes on where a process was killed while it made the tables. */
        private static ResourceDatabasePopulator schema() {
            var script = new ClassPathResource("org/springframework/batch/core/schema-h2.sql");
            return new ResourceDatabasePopulator(true, false, null, script);
        }

        @Bean
        JdbcTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }

    /** Batch on that database, with contexts as JSON. */
    @Configuration(proxyBeanMethods = false)
    static class Batch extends JdbcDefaultBatchConfiguration {

        private final DataSource dataSource;
        private final PlatformTransactionManager transactions;

        Batch(DataSource dataSource, PlatformTransactionManager transactions) {
            this.dataSource = dataSource;
            this.transactions = transactions;
        }

        @Override
        protected DataSource getDataSource() {
            return dataSource;
        }

        @Override
        protected PlatformTransactionManager getTransactionManager() {
            return transactions;
        }

        @Override
        protected ExecutionContextSerializer getExecutionContextSerializer() {
            return new JacksonExecutionContextStringSerializer();
        }
    }
}
