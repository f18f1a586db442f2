package org.dllm.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.TestLab;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The server while its PostgreSQL is unavailable. */
@ServerTest
class DatabaseAwayTests {

    private static final DatabaseProxy PROXY = new DatabaseProxy(TestDatabase.postgresqlUrl());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestLab lab;

    DatabaseAwayTests(@Autowired TestLab lab) {
        this.lab = lab;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", PROXY::jdbcUrl);
    }

    @Test
    void requestsAreAnswered503WhileTheDatabaseIsUnavailable() throws IOException {
        Caller caller = lab.caller();
        lab.submit();
        PROXY.takeAway();
        for (String path :
                List.of("/api/v1/runs", "/api/v1/experiments/api-test", "/api/v1/events")) {
            HttpResponse<String> answer = caller.get(path);
            assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).as(path).isPresent();
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/problem+json");
        }
        HttpResponse<String> page = caller.call("GET", "/runs", "", Map.of("Accept", "text/html"));
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("<h1>Service Unavailable</h1>", "try again in");
        assertThat(caller.get("/actuator/health").statusCode()).isEqualTo(503);
        PROXY.bringBack();
        await().atMost(PATIENCE).until(() -> caller.get("/api/v1/runs").statusCode() == 200);
        await().atMost(PATIENCE).until(() -> caller.get("/actuator/health").statusCode() == 200);
    }

    @Test
    void aRequestWaitsForAConnectionForAFewSecondsOnly(
            @Autowired com.zaxxer.hikari.HikariDataSource pool) {
        assertThat(pool.getConnectionTimeout()).isLessThanOrEqualTo(5000);
    }
}
