package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.home.ServerAddress;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** A server below a path: either with a context path, or behind a proxy that adds the path. */
class PathPrefixTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Nested
    @ServerTest
    @TestPropertySource(properties = "server.servlet.context-path=/lab")
    class OfItsOwn extends Prefixed {

        @Autowired ServerAddress address;

        @Override
        String origin() {
            return "http://127.0.0.1:" + port;
        }

        @Override
        HttpResponse<String> call(String method, String path, Map<String, String> headers) {
            return caller().call(method, "/lab" + path, body(method), headers);
        }

        @Test
        void clientsFindTheServerByItsFile() throws IOException {
            assertThat(address.url()).contains(origin() + "/lab");
            assertThat(Files.readString(folders.home().resolve("server.json")))
                    .contains("\"" + origin() + "/lab\"");
        }

        @Test
        void anAddressOutsideThePathIsAnsweredWithTheReason() {
            HttpResponse<String> answer = caller().get("/api/v1/runs");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("answers only below that path");
        }
    }

    @Nested
    @ServerTest
    @TestPropertySource(
            properties = {
                "server.forward-headers-strategy=framework",
                "dllm.access.hosts=lab.example.org",
                "dllm.access.secure-cookies=true"
            })
    class OfAProxy extends Prefixed {

        @Override
        String origin() {
            return "https://lab.example.org";
        }

        /** Sends a request as nginx forwards it. */
        @Override
        HttpResponse<String> call(String method, String path, Map<String, String> headers) {
            var forwarded =
                    Map.of(
                            "X-Forwarded-Host", "lab.example.org",
                            "X-Forwarded-Port", "443",
                            "X-Forwarded-Proto", "https",
                            "X-Forwarded-Prefix", "/lab");
            var all = new HashMap<>(forwarded);
            all.putAll(headers);
            return caller().call(method, path, body(method), all);
        }
    }

    abstract static class Prefixed {

        @Autowired LabFolders folders;
        @LocalServerPort int port;

        abstract String origin();

        abstract HttpResponse<String> call(String method, String path, Map<String, String> headers);

        final Caller caller() {
            try {
                return Caller.bearer(port, Files.readString(folders.token()).strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static String body(String method) {
            return method.equals("POST") ? TestLab.DOCUMENT : "";
        }

        private HttpResponse<String> get(String path, String accept) {
            return call("GET", path, Map.of("Accept", accept));
        }

        @Test
        void everyAddressOnAPageStartsWithThePrefix() {
            for (String page :
                    List.of("/", "/runs", "/submit", "/workers", "/compare", "/nothing")) {
                String html = get(page, "text/html").body();
                assertThat(html)
                        .contains("href=\"/lab/\"")
                        .containsPattern("href=\"/lab/assets/\\w+/css/base.css\"");
                assertThat(html)
                        .as(page)
                        .doesNotContainPattern("(href|src|action|hx-get|hx-post)=\"/(?!lab[/\"?])");
            }
            assertThat(get("/runs", "text/html").body())
                    .containsPattern("<a href=\"/lab/runs\" aria-current=\"page\">");
            Matcher files =
                    Pattern.compile("\"/lab(/assets/\\w+)/js/page.js\"")
                            .matcher(get("/runs", "text/html").body());
            assertThat(files.find()).isTrue();
            for (String file : List.of("/js/page.js", "/webjars/uplot/dist/uPlot.esm.js")) {
                assertThat(get(files.group(1) + file, "*/*").statusCode()).as(file).isEqualTo(200);
            }
        }

        @Test
        void theLoginPageLoadsItsStyles() {
            HttpResponse<String> refused =
                    call("GET", "/runs", Map.of("Accept", "text/html", "Authorization", "none"));
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body())
                    .contains("href=\"/lab/css/base.css\"")
                    .doesNotContainPattern("(href|src)=\"/(?!lab/)");
        }

        @Test
        void aLinkOpensThePageAndItsCookieStaysBelowThePrefix() {
            String link =
                    JSON.readTree(call("POST", "/api/v1/login-links", Map.of()).body())
                            .path("url")
                            .asString();
            assertThat(link).startsWith(origin() + "/lab/login?token=");
            HttpResponse<String> opened = get(link.substring((origin() + "/lab").length()), "*/*");
            assertThat(opened.statusCode()).isEqualTo(303);
            assertThat(opened.headers().firstValue("Location")).contains("/lab/");
            assertThat(opened.headers().allValues("Set-Cookie"))
                    .isNotEmpty()
                    .allMatch(cookie -> cookie.contains("Path=/lab"));
        }

        @Test
        void theRestInterfaceNamesItsOwnAddress() {
            HttpResponse<String> submitted =
                    call("POST", "/api/v1/experiments", Map.of("Content-Type", "application/yaml"));
            assertThat(submitted.headers().firstValue("Location"))
                    .contains(origin() + "/lab/api/v1/experiments/api-test");
            assertThat(
                            JSON.readTree(get("/v3/api-docs", "application/json").body())
                                    .at("/servers/0/url")
                                    .asString())
                    .isEqualTo(origin() + "/lab");
            HttpResponse<String> unknown = get("/api/v1/runs/aaaaaaaa", "text/html");
            assertThat(unknown.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).contains("json"));
            assertThat(JSON.readTree(unknown.body()).path("instance").asString())
                    .isEqualTo("/lab/api/v1/runs/aaaaaaaa");
            assertThat(get("/api/v1/nothing", "text/html").headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).contains("json"));
            assertThat(get("/actuator/health", "*/*").statusCode()).isEqualTo(200);
        }
    }
}
