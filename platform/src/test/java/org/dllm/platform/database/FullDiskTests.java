package org.dllm.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The server while the disk of its H2 file is full, and after. */
@ServerTest
@ExtendWith(OutputCaptureExtension.class)
class FullDiskTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestLab lab;

    FullDiskTests(@Autowired TestLab lab) {
        this.lab = lab;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        FullDisk.register();
        properties.add(
                "spring.datasource.url",
                () ->
                        "jdbc:h2:file:full:${dllm.home}/db/lab;${h2.settings};WRITE_DELAY=0;"
                                + "DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
    }

    @AfterEach
    void free() {
        FullDisk.free();
    }

    @Test
    void theServerAnswers503WhileTheDiskIsFullAndRecoversByItself(CapturedOutput log) {
        lab.submit();
        int before = log.getAll().length();
        FullDisk.fill();
        HttpResponse<String> refused = submit();
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(refused.body()).contains("the database is unavailable");
        await().atMost(PATIENCE)
                .until(() -> {
                    assertThat(submit().statusCode()).isEqualTo(503);
                    return health() == 503;
                });
        for (int i = 0; i < 100; i++) {
            assertThat(submit().statusCode()).isEqualTo(503);
        }
        FullDisk.free();
        await().atMost(PATIENCE).until(() -> submit().statusCode() == 201);
        await().atMost(PATIENCE).until(() -> health() == 200);
        assertThat(log.getAll().substring(before).lines())
                .hasSizeLessThan(20)
                .anyMatch(line -> line.contains("No space left on device"));
    }

    private HttpResponse<String> submit() {
        return lab.caller().post("/api/v1/experiments", TestLab.DOCUMENT, "application/yaml");
    }

    private int health() {
        return Caller.anonymous(lab.caller().port()).get("/actuator/health").statusCode();
    }
}
