package org.dllm.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.dllm.platform.ServerTest;
import org.dllm.platform.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class PatientDatabaseTests {

    private static final String MILLIS = "SELECT LOCK_TIMEOUT()";

    @Autowired private JdbcClient jdbc;

    @Test
    void aStatementWaitsLongerForARowThanADiskStalls() {
        assertThat(jdbc.sql(MILLIS).query(Long.class).single()).isEqualTo(30_000);
        assertThat(TestDatabase.H2.jdbc().sql(MILLIS).query(Long.class).single())
                .as("in tests of repositories")
                .isEqualTo(30_000);
    }
}
