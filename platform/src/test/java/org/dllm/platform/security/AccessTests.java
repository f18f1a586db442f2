package org.dllm.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dllm.platform.Caller;
import org.dllm.platform.RawCaller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.worker.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

@ServerTest
class AccessTests {

    @LocalServerPort private int port;
    @Autowired private Tokens tokens;
    @Autowired private StartupLink links;
    @Autowired private LabFolders folders;
    @Autowired private JdbcClient jdbc;
    @Autowired private Workers workers;
    @Autowired private Collection<RequestMappingInfoHandlerMapping> mappings;

    private Caller anonymous = Caller.anonymous(0);
    private Caller viewer = anonymous;
    private Caller user = anonymous;
    private Caller admin = anonymous;

    @BeforeEach
    void callers() throws IOException {
        anonymous = Caller.anonymous(port);
        Secret secret = Secret.random();
        tokens.put("viewer", secret, Role.VIEWER);
        viewer = Caller.bearer(port, secret.value());
        Secret other = Secret.random();
        tokens.put("route-user", other, Role.USER);
        user = Caller.bearer(port, other.value());
        admin = Caller.bearer(port, Files.readString(folders.token()).strip());
    }

    private record Route(String method, String path) {}

    private List<Route> routes() {
        var routes = new ArrayList<Route>();
        for (var mapping : mappings) {
            mapping.getHandlerMethods()
                    .keySet()
                    .forEach(info -> {
                        for (String pattern : info.getPatternValues()) {
                            String path =
                                    pattern.replaceAll("\\{id}", "aaaaaaaa")
                                            .replaceAll("\\{[^}]*}", "x")
                                            .replace("/**", "/x");
                            var methods = info.getMethodsCondition().getMethods();
                            if (methods.isEmpty()) {
                                methods = Set.of(RequestMethod.GET, RequestMethod.POST);
                            }
                            methods.forEach(method -> routes.add(new Route(method.name(), path)));
                        }
                    });
        }
        return routes;
    }

    @Test
    void everyRouteNeedsALoginAndItsRole() {
        var wrong = new TreeMap<String, String>();
        List<Route> routes = routes();
        assertThat(routes.stream().map(Route::path))
                .contains(
                        "/api/v1/experiments",
                        "/api/v1/events",
                        "/api/v1/runs/aaaaaaaa/rerun",
                        "/api/v1/runs/delete",
                        "/api/v1/runs/archive")
                .anyMatch(path -> path.startsWith("/actuator"))
                .anyMatch(path -> path.startsWith("/v3/api-docs"));
        for (Route route : routes) {
            boolean health = route.path().startsWith("/actuator/health");
            boolean machinery =
                    route.path().startsWith("/actuator")
                            || route.path().equals("/api/v1/login-links");
            boolean reads = route.method().equals("GET") || route.method().equals("HEAD");
            boolean leaves = route.path().equals("/logout");
            int stranger = anonymous.status(route.method(), route.path());
            // Without a bearer token a change is rejected already because it has no CSRF token.
            if (!health && stranger != 401 && stranger != 403) {
                wrong.put(route + " for a stranger", String.valueOf(stranger));
            }
            if (route.path().equals("/login")) {
                continue;
            }
            int looker = viewer.status(route.method(), route.path());
            boolean may = health || leaves || (reads && !machinery);
            if (may == (looker == 401 || looker == 403)) {
                wrong.put(route + " for a viewer", String.valueOf(looker));
            }
            boolean owners =
                    machinery
                            || route.path().equals("/api/v1/query")
                            || route.path().equals("/api/v1/runs/delete")
                            || route.method().equals("DELETE");
            int worker = user.status(route.method(), route.path());
            if ((health || !owners) == (worker == 401 || worker == 403)) {
                wrong.put(route + " for a user", String.valueOf(worker));
            }
            int owner = admin.status(route.method(), route.path());
            if (owner == 401 || owner == 403) {
                wrong.put(route + " for the admin", String.valueOf(owner));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlyTheOwnerOfTheHomeFolderMaySendSql() {
        Secret secret = Secret.random();
        tokens.put("user", secret, Role.USER);
        Caller user = Caller.bearer(port, secret.value());
        String query = "{\"sql\": \"SELECT 1\"}";
        assertThat(user.post("/api/v1/query", query, "application/json").statusCode())
                .isEqualTo(403);
        assertThat(admin.post("/api/v1/query", query, "application/json").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aChangeWithoutATokenIsAnsweredWithTheWayToLogIn() {
        HttpResponse<String> answer =
                anonymous.post("/api/v1/experiments", "name: x", "application/yaml");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("Authorization: Bearer");
    }

    @Test
    void unmappedPathsNeedALogin() {
        for (String path :
                List.of(
                        "/nothing",
                        "/static/x",
                        "/webjars/x",
                        "/h2-console",
                        "/swagger-ui/index.html")) {
            assertThat(anonymous.get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(anonymous.get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(admin.get("/h2-console").statusCode()).isEqualTo(404);
        assertThat(admin.get("/actuator/env").statusCode()).isEqualTo(404);
        assertThat(viewer.get("/actuator/env").statusCode()).isEqualTo(403);
        assertThat(Caller.bearer(port, "guess").get("/api/v1/runs").statusCode()).isEqualTo(401);
        assertThat(admin.status("TRACE", "/api/v1/runs")).isGreaterThanOrEqualTo(400);
    }

    @Test
    void aLinkOpensASessionOnceAndChangesNeedItsCsrfToken() {
        String url = links.link("http://127.0.0.1:" + port, Role.ADMIN);
        String link = url.substring(url.indexOf("/login"));
        HttpResponse<String> first = anonymous.get(link);
        assertThat(first.statusCode()).isEqualTo(303);
        String cookie =
                first.headers().allValues("Set-Cookie").stream()
                        .filter(c -> c.startsWith(CredentialFilter.cookie(port) + "="))
                        .findFirst()
                        .orElseThrow();
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
        HttpResponse<String> second = anonymous.get(link);
        assertThat(second.statusCode()).isEqualTo(401);
        assertThat(second.body()).contains("has been used").contains("./dllm login");
        assertThat(anonymous.get("/api/v1/runs").body()).contains("./dllm login");

        String session = cookie.substring(0, cookie.indexOf(';'));
        var browser = new Caller(port, Map.of("Cookie", session));
        HttpResponse<String> page = browser.get("/api/v1/runs");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(browser.call("POST", "/logout", "", Map.of()).statusCode()).isEqualTo(403);

        String csrf = "csrf-token-of-the-cookie";
        var withToken = new Caller(port, Map.of("Cookie", session + "; XSRF-TOKEN=" + csrf));
        Map<String, String> header = Map.of("X-XSRF-TOKEN", csrf);
        assertThat(
                        withToken
                                .call(
                                        "POST",
                                        "/logout",
                                        "",
                                        Map.of(
                                                "X-XSRF-TOKEN",
                                                csrf,
                                                "Origin",
                                                "http://evil.example"))
                                .statusCode())
                .isEqualTo(403);
        assertThat(withToken.call("POST", "/logout", "", header).statusCode()).isEqualTo(204);
        assertThat(browser.get("/api/v1/runs").statusCode()).as("after logging out").isEqualTo(401);
    }

    @Test
    void aLinkGivesTheRoleThatItWasMadeFor() {
        String url = links.link("http://127.0.0.1:" + port, Role.VIEWER);
        HttpResponse<String> answer = anonymous.get(url.substring(url.indexOf("/login")));
        String cookie =
                answer.headers().allValues("Set-Cookie").stream()
                        .filter(c -> c.startsWith(CredentialFilter.cookie(port) + "="))
                        .findFirst()
                        .orElseThrow();
        var browser = new Caller(port, Map.of("Cookie", cookie.substring(0, cookie.indexOf(';'))));
        assertThat(browser.get("/api/v1/runs").statusCode()).isEqualTo(200);
        assertThat(browser.get("/actuator/env").statusCode()).isEqualTo(403);
    }

    /**
     * A page sends the token that it read from the cookie: a response in between must not change
     * it.
     */
    @Test
    void noResponseChangesTheCsrfTokenOfAnOpenPage() {
        String session =
                CredentialFilter.cookie(port) + "=" + tokens.openSession(Role.USER).value();
        var fresh = new Caller(port, Map.of("Cookie", session));
        String given = csrfTokens(fresh.get("/api/v1/runs")).getFirst();
        var open = new Caller(port, Map.of("Cookie", session + "; XSRF-TOKEN=" + given));
        for (String path : List.of("/api/v1/runs", "/runs", "/css/base.css", "/api/v1/nothing")) {
            assertThat(csrfTokens(open.get(path))).as(path).isEmpty();
        }
    }

    private static List<String> csrfTokens(HttpResponse<?> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("XSRF-TOKEN="))
                .map(cookie -> cookie.substring("XSRF-TOKEN=".length(), cookie.indexOf(';')))
                .toList();
    }

    @Test
    void aSessionIsInvalidAtAServerOnAnotherPort() {
        String session = "=" + tokens.openSession(Role.VIEWER).value();
        var here = new Caller(port, Map.of("Cookie", CredentialFilter.cookie(port) + session));
        var there = new Caller(port, Map.of("Cookie", CredentialFilter.cookie(port + 1) + session));
        assertThat(here.get("/api/v1/runs").statusCode()).isEqualTo(200);
        assertThat(there.get("/api/v1/runs").statusCode()).isEqualTo(401);
    }

    @Test
    void anInvalidBearerTokenIsRejectedDespiteAValidCookie() {
        Secret session = tokens.openSession(Role.ADMIN);
        var both =
                new Caller(
                        port,
                        Map.of(
                                "Cookie",
                                CredentialFilter.cookie(port) + "=" + session.value(),
                                "Authorization",
                                "Bearer wrong"));
        assertThat(both.call("POST", "/logout", "", Map.of()).statusCode()).isEqualTo(401);
    }

    @Test
    void anotherHostNameIsRejected() throws IOException {
        assertThat(answerFor("evil.example:" + port))
                .startsWith("HTTP/1.1 421")
                .contains("the Host header `evil.example` is not allowed; set `dllm.access.hosts`");
        assertThat(answerFor("127.0.0.1.evil.example")).startsWith("HTTP/1.1 421");
        for (String name : List.of("localhost", "LOCALHOST", "127.0.0.1", "[::1]")) {
            assertThat(answerFor(name + ":" + port)).as(name).startsWith("HTTP/1.1 200");
        }
    }

    private String answerFor(String host) throws IOException {
        return RawCaller.call(port, "GET /actuator/health", "Host: " + host);
    }

    @Test
    void responsesForbidInlineScriptsFramesAndContentSniffing() {
        var headers = admin.get("/api/v1/runs").headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("script-src 'self';")
                .contains("frame-ancestors 'none'");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
    }

    @Test
    void aBodyThatIsTooLargeIsRejectedWithOrWithoutContentLength() {
        String body = "#".repeat(60_000);
        assertThat(admin.post("/api/v1/experiments", body, "text/plain").statusCode())
                .isEqualTo(413);
        var chunked =
                admin.request(
                                "POST",
                                "/api/v1/experiments",
                                "",
                                Map.of("Content-Type", "text/plain"))
                        .method(
                                "POST",
                                BodyPublishers.fromPublisher(BodyPublishers.ofString(body)));
        assertThat(admin.send(chunked, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }

    @Test
    void theTokenIsReadableByItsOwnerOnlyAndStoredInNoTable() throws IOException {
        assertThat(Files.getPosixFilePermissions(folders.token()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(folders.home()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        String token = Files.readString(folders.token()).strip();
        assertThat(
                        jdbc.sql("SELECT hash FROM api_token WHERE name = :name")
                                .param("name", "local " + workers.all().getFirst().name())
                                .query(String.class)
                                .single())
                .isEqualTo(new Secret(token).hash())
                .isNotEqualTo(token);
    }

    @Test
    void anUnparsableRequestIsAnsweredWithAProblemAndSecurityHeaders() throws IOException {
        for (String path : List.of("%zz", "runs%2Fx", "%00", "[x]", "runs/x\\y")) {
            String answer = RawCaller.call(port, "GET /api/v1/" + path);
            assertThat(answer)
                    .as(path)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("Content-Security-Policy: default-src 'none'")
                    .contains("X-Content-Type-Options: nosniff")
                    .contains("\"status\":400")
                    .doesNotContain("<");
        }
    }

    @Test
    void serversOnOneDatabaseHaveTokensNamedAfterTheirWorkers() {
        tokens.put("local another-worker", Secret.random(), Role.ADMIN);
        assertThat(
                        jdbc.sql("SELECT name FROM api_token WHERE name LIKE 'local %'")
                                .query(String.class)
                                .list())
                .contains("local " + workers.all().getFirst().name());
        assertThat(admin.get("/api/v1/runs").statusCode()).isEqualTo(200);
    }
}
