package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.Caller;
import org.dllm.platform.RawCaller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The REST interface as its document says it is. */
@ServerTest
class ApiTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @LocalServerPort private int port;
    @Autowired private ApplicationContext context;
    @Autowired private LabFolders folders;

    private Caller caller = Caller.anonymous(0);

    @BeforeEach
    void caller() throws IOException {
        caller = Caller.bearer(port, Files.readString(folders.token()).strip());
    }

    private TestLab lab() {
        return new TestLab(context);
    }

    private RunId submit(String... query) {
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments" + String.join("", query),
                        TestLab.DOCUMENT,
                        "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new RunId(JSON.readTree(answer.body()).at("/runs/0/id").asString());
    }

    @Test
    void everyPathAnswersAsTheDocumentSays() throws IOException {
        RunId run = submit();
        lab().finish(run);
        JsonNode document = JSON.readTree(caller.get("/v3/api-docs").body());
        var bodies = Map.of("POST /api/v1/experiments", TestLab.DOCUMENT);
        Map<String, String> queries = new HashMap<>();
        queries.put("/api/v1/runs/{id}/metrics/points", "?key=train/loss");
        queries.put("/api/v1/runs/{id}/activity", "?task=mix&axis=family");
        var checked = new ArrayList<String>();
        for (var path : document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                String name = method + " " + path.getKey();
                String address =
                        path.getKey()
                                        .replace("{id}", run.value())
                                        .replace("/experiments/{name}", "/experiments/api-test")
                                        .replace("/catalog/{name}", "/catalog/quickstart")
                                        .replace("{name}", "model.txt")
                                + queries.getOrDefault(path.getKey(), "");
                if (address.endsWith("/events")) {
                    continue; // never ends; a test of its own
                }
                HttpResponse<String> answer =
                        caller.call(
                                method,
                                address,
                                bodies.getOrDefault(name, ""),
                                Map.of("Content-Type", "application/yaml"));
                check(document, operation.getValue(), name, answer);
                checked.add(name);
            }
        }
        assertThat(checked)
                .contains(
                        "POST /api/v1/experiments",
                        "GET /api/v1/experiments",
                        "GET /api/v1/experiments/{name}",
                        "GET /api/v1/runs",
                        "GET /api/v1/runs/{id}",
                        "POST /api/v1/runs/{id}/cancel",
                        "POST /api/v1/runs/{id}/rerun",
                        "GET /api/v1/runs/{id}/metrics",
                        "GET /api/v1/runs/{id}/metrics/points",
                        "GET /api/v1/runs/{id}/activity",
                        "GET /api/v1/runs/{id}/samples",
                        "GET /api/v1/runs/{id}/logs",
                        "GET /api/v1/runs/{id}/artifacts",
                        "GET /api/v1/runs/{id}/artifacts/{name}",
                        "GET /api/v1/catalog",
                        "GET /api/v1/catalog/{name}",
                        "GET /api/v1/spec-schema");
    }

    private static void check(
            JsonNode document, JsonNode operation, String name, HttpResponse<String> answer) {
        JsonNode responses = operation.path("responses");
        JsonNode response = responses.path(String.valueOf(answer.statusCode()));
        if (response.isMissingNode()) {
            assertThat(answer.statusCode())
                    .as(name + ": " + answer.body())
                    .isGreaterThanOrEqualTo(400);
            response = responses.path("default");
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", -1)[0];
        JsonNode content = response.path("content").path(type);
        assertThat(content.isObject()).as("%s answers %s", name, type).isTrue();
        if (type.endsWith("json")) {
            // The schema finds its parts in the document that it lies in.
            var schema = (ObjectNode) content.path("schema").deepCopy();
            schema.set("components", document.path("components"));
            List<Error> errors =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(schema)
                            .validate(JSON.readTree(answer.body()));
            assertThat(errors).as("%s: %s", name, answer.body()).isEmpty();
        }
    }

    @Test
    void theCheckOfTheDocumentCanFail() throws IOException {
        RunId run = submit();
        lab().finish(run);
        JsonNode document = JSON.readTree(caller.get("/v3/api-docs").body());
        String path = "/api/v1/runs/" + run;
        HttpResponse<String> answer = caller.get(path);
        check(document, document.at("/paths/~1api~1v1~1runs~1{id}/get"), path, answer);

        var required = (ArrayNode) document.at("/components/schemas/RunDetail/required");
        required.add("something");
        assertThatThrownBy(() ->
                        check(
                                document,
                                document.at("/paths/~1api~1v1~1runs~1{id}/get"),
                                path,
                                answer))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("something");
    }

    @Test
    void numbersThatAreNoneAreStrings() throws IOException {
        RunId run = submit();
        lab().finish(run);
        JsonNode shown = JSON.readTree(caller.get("/api/v1/runs/" + run).body());
        assertThat(shown.at("/summary/mix~1loss").asString()).isEqualTo("NaN");
        assertThat(shown.path("spec").path("name").asString()).isEqualTo("api-test");
        JsonNode points =
                JSON.readTree(
                        caller.get("/api/v1/runs/" + run + "/metrics/points?key=train/loss")
                                .body());
        assertThat(points.at("/buckets/2/last").asString()).isEqualTo("Infinity");
        assertThat(points.path("raw").asBoolean()).isTrue();
    }

    @Test
    void listsSayWhereTheyGoOn() {
        String first = submit().value();
        String second = submit().value();
        for (String list : List.of("runs?experiment=api-test&", "experiments/api-test?")) {
            String items = list.startsWith("runs") ? "/items" : "/runs";
            JsonNode page = JSON.readTree(caller.get("/api/v1/" + list + "limit=1").body());
            assertThat(page.at(items + "/0/id").asString()).isEqualTo(second);
            String next = "limit=1&after=" + page.path("next").asString();
            JsonNode older = JSON.readTree(caller.get("/api/v1/" + list + next).body());
            assertThat(older.at(items + "/0/id").asString()).isEqualTo(first);
        }
        String failed = "/api/v1/runs?state=FAILED&prefix=" + second.substring(0, 3);
        assertThat(JSON.readTree(caller.get(failed).body()).path("items").size()).isZero();
    }

    @Test
    void everythingWrongWithASpecIsToldAtOnce() {
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments?set=train.steps=many&set=method.type=Nothing",
                        TestLab.DOCUMENT,
                        "application/yaml");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        JsonNode errors = JSON.readTree(answer.body()).path("errors");
        assertThat(errors.size()).isGreaterThanOrEqualTo(2);
        assertThat(errors.path(0).path("path").asString()).isNotEmpty();
        assertThat(errors.path(0).path("expected").asString()).isNotEmpty();
    }

    @Test
    void aDryRunPlansAndASetWithACommaStaysWhole() {
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments?dryRun=true&set=lora=%7Btargets:%20%5Bq,v%5D%7D",
                        TestLab.DOCUMENT.replace("api-test", "plän"), "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode plan = JSON.readTree(answer.body());
        assertThat(plan.path("experiment").asString()).isEqualTo("plän");
        assertThat(plan.at("/runs/0/spec/lora/targets").toString()).isEqualTo("[\"q\",\"v\"]");
        assertThat(caller.get("/api/v1/experiments/pl%C3%A4n").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aModelThatNobodyKnowsIsRefusedBeforeItIsQueued(boolean dryRun) {
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments?set=model=%7Bfrom:%20synthetic-bse%7D&dryRun="
                                + dryRun,
                        TestLab.DOCUMENT,
                        "application/yaml");
        problem(answer, 400, "synthetic-base");
        assertThat(JSON.readTree(answer.body()).at("/errors/0/path").asString())
                .isEqualTo("model.from");
    }

    @Test
    void anIdempotencyKeyMakesOneSetOfRuns() {
        Map<String, String> headers =
                Map.of("Content-Type", "application/yaml", "Idempotency-Key", "k-1");
        String first = caller.call("POST", "/api/v1/experiments", TestLab.DOCUMENT, headers).body();
        String second =
                caller.call("POST", "/api/v1/experiments", TestLab.DOCUMENT, headers).body();
        assertThat(JSON.readTree(second).at("/runs/0/id"))
                .isEqualTo(JSON.readTree(first).at("/runs/0/id"));
        assertThat(
                        caller.call(
                                        "POST",
                                        "/api/v1/experiments?priority=3",
                                        TestLab.DOCUMENT,
                                        headers)
                                .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aKeyMakesOneRerun() throws IOException {
        RunId run = submit();
        RunId other = submit();
        lab().finish(run);
        lab().finish(other);
        Map<String, String> key = Map.of("Idempotency-Key", "r-1");
        String path = "/api/v1/runs/" + run + "/rerun";
        HttpResponse<String> first = caller.call("POST", path, "", key);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        String id = JSON.readTree(first.body()).path("id").asString();
        String again = caller.call("POST", path, "", key).body();
        assertThat(JSON.readTree(again).path("id").asString()).isEqualTo(id);
        String more = caller.call("POST", path, "", Map.of()).body();
        assertThat(JSON.readTree(more).path("id").asString()).isNotEqualTo(id);
        problem(
                caller.call("POST", "/api/v1/runs/" + other + "/rerun", "", key),
                409,
                "another request");
    }

    @Test
    void aKeyThatIsTooLongIsToldSo() {
        Map<String, String> key = Map.of("Idempotency-Key", "k".repeat(201));
        String rerun = "/api/v1/runs/" + submit() + "/rerun";
        problem(caller.call("POST", rerun, "", key), 400, "Idempotency-Key");
        var headers = new HashMap<>(key);
        headers.put("Content-Type", "application/yaml");
        problem(
                caller.call("POST", "/api/v1/experiments", TestLab.DOCUMENT, headers),
                400,
                "Idempotency-Key");
    }

    @Test
    void theInterfaceAnswersABrowserAsItAnswersPrograms() {
        Map<String, String> browser = Map.of("Accept", "text/html,*/*;q=0.8");
        problem(caller.call("GET", "/api/v1/nope", "", browser), 404, "nope");
        problem(caller.call("GET", "/api/v1/runs/aaaaaaaa", "", browser), 404, "aaaaaaaa");
        Map<String, String> page = Map.of("Accept", "text/html");
        HttpResponse<String> unknown = caller.call("GET", "/api/v1/nope", "", page);
        problem(unknown, 404, "nope");
        assertThat(JSON.readTree(unknown.body()).path("instance").asString())
                .isEqualTo("/api/v1/nope");
        problem(caller.call("GET", "/api/v1/runs?limit=0", "", browser), 400, "limit");
    }

    @Test
    void pagesAnswerAddressesThatCannotBeMeantSoWithAPage() {
        Map<String, String> browser = Map.of("Accept", "text/html");
        page(caller.call("GET", "/runs?sort=zz", "", browser), 400, "sort");
        page(caller.call("GET", "/runs?state=FOO", "", browser), 400, "state");
        page(caller.call("GET", "/runs?after=x", "", browser), 404, "nothing to show");
        page(caller.call("GET", "/runs/XX", "", browser), 404, "There is no run XX.");
        page(caller.call("GET", "/nope", "", browser), 404, "nothing to show at /nope");
    }

    private static void page(HttpResponse<String> answer, int status, String word) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains(word).contains("<h1>");
    }

    @Test
    void problemsNameWhatIsWrong() {
        problem(caller.get("/api/v1/runs/aaaaaaaa"), 404, "aaaaaaaa");
        problem(caller.get("/api/v1/runs/not-an-id/metrics"), 404, "not-an-id");
        problem(caller.get("/api/v1/experiments/none"), 404, "none");
        problem(caller.get("/api/v1/catalog/none"), 404, "none");
        problem(caller.get("/api/v1/nothing"), 404, "nothing");
        problem(caller.get("/api/v1/runs?limit=0"), 400, "limit");
        problem(caller.get("/api/v1/runs?state=BLUE"), 400, "QUEUED");
        problem(caller.get("/api/v1/runs?after=x"), 400, "a whole number");
        problem(caller.call("DELETE", "/api/v1/runs", "", Map.of()), 405, "DELETE");
        problem(caller.post("/api/v1/experiments", "x", "image/png"), 415, "image/png");
        problem(caller.post("/api/v1/experiments", "x", "multipart/form-data"), 415, "multipart");
        RunId run = submit();
        problem(caller.call("POST", "/api/v1/runs/" + run + "/rerun", "", Map.of()), 409, "QUEUED");
    }

    private static void problem(HttpResponse<String> answer, int status, String word) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("detail").asString()).contains(word);
    }

    @Test
    void anArtifactIsSavedAndNeverShown() throws IOException {
        RunId run = submit();
        lab().finish(run);
        HttpResponse<String> answer = caller.get("/api/v1/runs/" + run + "/artifacts/model.txt");
        assertThat(answer.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/octet-stream");
    }

    @Test
    void noNameLeadsOutOfTheRunsFolder() throws IOException {
        RunId run = submit();
        lab().finish(run);
        Path secret = folders.home().resolve("runs/secret.txt");
        Files.writeString(secret, "top secret");
        Path folder = folders.run(run.value());
        Files.createSymbolicLink(folder.resolve("artifacts/link"), secret);
        Artifacts artifacts = context.getBean(Artifacts.class);
        artifacts.put(run, new RunEvent.Artifact("out", "../secret.txt", "00", 1));
        artifacts.put(run, new RunEvent.Artifact("absolute", secret.toString(), "00", 1));
        artifacts.put(run, new RunEvent.Artifact("link", "artifacts/link", "00", 1));
        var names =
                new ArrayList<>(List.of("out", "absolute", "link", "artifacts", "model.txt%00"));
        for (String up :
                List.of(
                        "..",
                        "%2e%2e",
                        "%252e%252e",
                        ".%2e",
                        "..;",
                        "..%00",
                        "%c0%ae%c0%ae",
                        "....")) {
            for (String slash : List.of("/", "%2f", "%252f", "%5c", "%255c", "//", ";/")) {
                names.add(up + slash + "secret.txt");
                names.add(up + slash + up + slash + "runs" + slash + "secret.txt");
            }
        }
        names.addAll(
                List.of(
                        "%2fetc%2fpasswd",
                        "//etc/passwd",
                        "/etc/passwd",
                        "file:%2f%2f%2fetc%2fpasswd",
                        "%23/etc/passwd"));
        assertThat(names).hasSizeGreaterThan(60);
        for (String name : names) {
            HttpResponse<String> answer = caller.get("/api/v1/runs/" + run + "/artifacts/" + name);
            assertThat(answer.statusCode()).as(name + ": " + answer.body()).isBetween(400, 499);
            assertThat(answer.body()).doesNotContain("top secret").doesNotContain("root:");
        }
    }

    @Test
    void aStreamTellsAndGoesOnAfterTheLastEvent() throws IOException {
        RunId run = submit();
        lab().finish(run);
        String last;
        String path = "/api/v1/runs/" + run + "/events";
        try (var stream = reader(caller.open(path, Map.of()))) {
            List<String> lines = until(stream, line -> line.startsWith("id:"));
            assertThat(lines)
                    .contains(
                            "event:metric",
                            "event:log",
                            "event:activity",
                            "event:state",
                            "event:progress")
                    .anyMatch(line -> line.contains("\"value\":\"NaN\""))
                    .anyMatch(line -> line.contains("half way"));
            last = lines.getLast().substring("id:".length()).strip();
            lab().log(run, 9, "something new");
            lab().metrics(
                            run,
                            new MetricPoint(
                                    "train/loss", 4, 1.0, Instant.EPOCH, Long.parseLong(last) + 5));
            List<String> more = until(stream, line -> line.contains("\"step\":4"));
            assertThat(more).noneMatch(line -> line.contains("half way"));
        }
        try (var stream = reader(caller.open(path, Map.of("Last-Event-ID", last)))) {
            List<String> lines = until(stream, line -> line.startsWith("id:"));
            assertThat(lines)
                    .anyMatch(line -> line.contains("something new"))
                    .noneMatch(line -> line.contains("half way"))
                    .noneMatch(line -> line.contains("\"NaN\"") && line.contains("train/loss"));
        }
    }

    @Test
    void aStreamFromNowTellsNothingOld() throws IOException {
        RunId run = submit();
        lab().finish(run);
        String path = "/api/v1/runs/" + run + "/events?from=NOW";
        try (var stream = reader(caller.open(path, Map.of()))) {
            List<String> begin = until(stream, line -> line.startsWith("event:progress"));
            assertThat(begin).doesNotContain("event:metric", "event:log", "event:activity");
            lab().log(run, Integer.MAX_VALUE, "something new");
            List<String> more = until(stream, line -> line.contains("something new"));
            assertThat(more).noneMatch(line -> line.contains("half way"));
        }
    }

    @Test
    void whoAsksForTheHeadOfAStreamIsAnsweredAtOnce() throws IOException {
        for (String path : List.of("/api/v1/events", "/api/v1/runs/" + submit() + "/events")) {
            String answer =
                    RawCaller.call(
                            port,
                            "HEAD " + path,
                            "Authorization: " + caller.headers().get("Authorization"));
            assertThat(answer).startsWith("HTTP/1.1 200").contains("text/event-stream");
        }
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static List<String> until(BufferedReader stream, Predicate<String> end)
            throws IOException {
        var lines = new ArrayList<String>();
        String line;
        while ((line = stream.readLine()) != null) {
            lines.add(line);
            if (end.test(line)) {
                return lines;
            }
        }
        throw new IOException("the stream ended after " + lines);
    }
}
