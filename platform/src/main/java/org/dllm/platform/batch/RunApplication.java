package org.dllm.platform.batch;

import java.io.IOException;
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
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * All beans of a run's process. There is no scanning and no auto-configuration: the server's
 * classes are on the same class path, and every further bean delays the start.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({RunApplication.Database.class, RunApplication.Batch.class, RunJob.class})
class RunApplication {

    /** Batch's own tables in a file of the run (decision 0001). */
    @Configuration(proxyBeanMethods = false)
    static class Database {

        @Bean(destroyMethod = "dispose")
        JdbcConnectionPool dataSource(RunLaunch launch, OpenRun run)
                throws SQLException, IOException {
            return new BatchDatabase(launch, run).open();
        }

        @Bean
        JdbcTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }

    /** Batch on that database; contexts are stored as JSON. */
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
