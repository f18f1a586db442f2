package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.TestLab;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** The whole server on PostgreSQL, from the login to the stream of a run. */
@ServerTest
class PostgresServerTests {

    private final TestLab lab;

    PostgresServerTests(@Autowired TestLab lab) {
        this.lab = lab;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", TestDatabase::postgresqlUrl);
    }

    @Test
    void aLoggedInUserSeesRunsAndTheirEvents() throws IOException {
        Caller browser = browser();
        RunId run = lab.submit();
        lab.finish(run);
        assertThat(browser.get("/api/v1/runs").body()).contains(run.value(), "FINISHED");
        for (String page :
                List.of("/", "/runs", "/runs/" + run, "/experiments/api-test", "/workers")) {
            HttpResponse<String> answer = browser.get(page);
            assertThat(answer.statusCode()).as(page + answer.body()).isEqualTo(200);
        }
        var events = browser.open("/api/v1/runs/" + run + "/events", Map.of());
        try (var stream =
                new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            assertThat(stream.lines().filter(line -> line.contains("half way")).findFirst())
                    .isPresent();
        }
    }

    /** A client with the session of a login link. */
    private Caller browser() {
        Caller owner = lab.caller();
        String link = owner.call("POST", "/api/v1/login-links", "", Map.of()).body();
        URI url = URI.create(JsonMapper.shared().readTree(link).path("url").asString());
        HttpResponse<String> opened =
                Caller.anonymous(owner.port()).get(url.getPath() + "?" + url.getQuery());
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(303);
        String session =
                opened.headers().allValues("Set-Cookie").stream()
                        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                        .filter(cookie -> !cookie.startsWith("XSRF-TOKEN="))
                        .findFirst()
                        .orElseThrow();
        return new Caller(owner.port(), Map.of("Cookie", session));
    }
}
