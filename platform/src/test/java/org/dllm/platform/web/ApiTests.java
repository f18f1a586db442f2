package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Responses and error messages of the REST interface. */
@ServerTest
class ApiTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired private LabFolders folders;
    @Autowired private Artifacts artifacts;
    private final TestLab lab;
    private final Caller caller;

    ApiTests(@Autowired TestLab lab) {
        this.lab = lab;
        caller = lab.caller();
    }

    @Test
    void nanAndInfinitiesAreStrings() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
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
    void listsNameTheNextPage() {
        String first = lab.submit().value();
        String second = lab.submit().value();
        for (String list : List.of("runs?experiment=api-test&", "experiments/api-test?")) {
            String items = list.startsWith("runs") ? "/items" : "/runs";
            JsonNode page = JSON.readTree(caller.get("/api/v1/" + list + "limit=1").body());
            assertThat(page.at(items + "/0/id").asString()).isEqualTo(second);
            String next = "limit=1&after=" + page.path("next").asString();
            JsonNode older = JSON.readTree(caller.get("/api/v1/" + list + next).body());
            assertThat(older.at(items + "/0/id").asString()).isEqualTo(first);
        }
        String named = "/api/v1/runs?id=%s,%s&limit=2".formatted(first, second);
        assertThat(JSON.readTree(caller.get(named).body()).at("/items/1/id").asString())
                .isEqualTo(first);
        problem(caller.get("/api/v1/runs?id=XX"), 400, "id");
        String failed = "/api/v1/runs?state=FAILED&prefix=" + second.substring(0, 3);
        assertThat(JSON.readTree(caller.get(failed).body()).path("items").size()).isZero();
    }

    @Test
    void allErrorsOfASpecAreReportedAtOnce() {
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
    void aDryRunReturnsThePlanAndASetMayContainAComma() {
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

    @Test
    void aDryRunNotesALimitAboveTheSizeOfTheDataSet() {
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments?dryRun=true&set=evaluate=%5B%7Btask:%20gsm8k,limit:%201400%7D%5D",
                        TestLab.DOCUMENT, "application/yaml");
        assertThat(JSON.readTree(answer.body()).at("/notes/0").asString(""))
                .as(answer.body())
                .startsWith("gsm8k: the limit is 1400, but ")
                .contains(" 1319 ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warningsNameTheCommandThatSolvesTheProblem(boolean dryRun) {
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments?set=model=%7Bfrom:%20smollm2-135m%7D"
                            + "&set=evaluate=%5B%7Btask:%20gsm8k%7D%5D&set=resources.device=cuda:0&dryRun="
                                + dryRun,
                        TestLab.DOCUMENT.replace("api-test", "warned"),
                        "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(dryRun ? 200 : 201);
        assertThat(JSON.readTree(answer.body()).path("warnings").valueStream())
                .extracting(warning -> warning.asString())
                .hasSize(3)
                .anyMatch(text -> text.contains("'./dllm model fetch smollm2-135m'"))
                .anyMatch(text -> text.contains("'./dllm data fetch gsm8k'"))
                .anyMatch(text ->
                        text.contains("'./dllm serve --set dllm.worker.devices=cpu,cuda:0'"));
    }

    @Test
    void aPlanThatThisServerCanExecuteHasNoWarnings() {
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments?dryRun=true", TestLab.DOCUMENT, "application/yaml");
        assertThat(JSON.readTree(answer.body()).path("warnings").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnknownModelIsRejectedBeforeTheRunIsQueued(boolean dryRun) {
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
    void aModelInTheDataFolderOfTheHomeIsKnown() throws IOException {
        Files.createDirectories(folders.home().resolve("data/models/our-own"));
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/experiments?set=model=%7Bfrom:%20our-own%7D&dryRun=true",
                        TestLab.DOCUMENT, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void anIdempotencyKeyCreatesOneSetOfRuns() {
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
    void aKeyCreatesOneRerun() throws IOException {
        RunId run = lab.submit();
        RunId other = lab.submit();
        lab.finish(run);
        lab.finish(other);
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
    void onlyACancelledRunIsResumedAndOnlyOncePerKey() throws IOException {
        RunId run = lab.submit();
        String path = "/api/v1/runs/" + run + "/resume";
        problem(caller.call("POST", path, "", Map.of()), 409, "QUEUED");
        caller.call("POST", "/api/v1/runs/" + run + "/cancel", "", Map.of());
        Map<String, String> key = Map.of("Idempotency-Key", "resume-1");
        for (int sent = 1; sent <= 2; sent++) {
            HttpResponse<String> answer = caller.call("POST", path, "", key);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode resumed = JSON.readTree(answer.body());
            assertThat(resumed.path("id").asString()).isEqualTo(run.value());
            assertThat(resumed.path("state").asString()).isEqualTo("QUEUED");
            assertThat(resumed.has("finishedAt")).isFalse();
        }
        problem(caller.call("POST", path, "", Map.of()), 409, "QUEUED");
        lab.finish(run);
        problem(caller.call("POST", path, "", Map.of()), 409, "FINISHED");
        problem(caller.call("POST", "/api/v1/runs/aaaaaaaa/resume", "", key), 404, "aaaaaaaa");
    }

    @Test
    void aKeyThatIsTooLongIsReported() {
        Map<String, String> key = Map.of("Idempotency-Key", "k".repeat(201));
        String rerun = "/api/v1/runs/" + lab.submit() + "/rerun";
        problem(caller.call("POST", rerun, "", key), 400, "Idempotency-Key");
        var headers = new HashMap<>(key);
        headers.put("Content-Type", "application/yaml");
        problem(
                caller.call("POST", "/api/v1/experiments", TestLab.DOCUMENT, headers),
                400,
                "Idempotency-Key");
    }

    @Test
    void browsersGetTheSameResponsesAsPrograms() {
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
    void pagesAnswerInvalidAddressesWithAPage() {
        Map<String, String> browser = Map.of("Accept", "text/html");
        page(caller.call("GET", "/runs?sort=zz", "", browser), 400, "sort");
        page(caller.call("GET", "/runs?state=FOO", "", browser), 400, "state");
        page(caller.call("GET", "/runs?after=x", "", browser), 404, "No page at ");
        page(caller.call("GET", "/runs/XX", "", browser), 404, "There is no run XX.");
        page(caller.call("GET", "/nope", "", browser), 404, "No page at /nope");
    }

    @Test
    void aParameterWithANulIsRejected() {
        RunId run = lab.submit();
        for (String path :
                List.of(
                        "/api/v1/runs?experiment=a%00",
                        "/api/v1/runs/" + run + "/samples?task=%00",
                        "/api/v1/runs/" + run + "/metrics/points?key=a%00b",
                        "/api/v1/runs/" + run + "/activity?task=mix&axis=%00",
                        "/runs?q=%00")) {
            assertThat(caller.get(path).statusCode()).as(path).isEqualTo(400);
        }
        problem(caller.get("/api/v1/runs?experiment=%00"), 400, "Bad Request");
    }

    private static void page(HttpResponse<String> answer, int status, String word) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains(word).contains("<h1>");
    }

    @Test
    void problemsNameTheError() {
        problem(caller.get("/api/v1/runs/aaaaaaaa"), 404, "aaaaaaaa");
        problem(caller.get("/api/v1/runs/not-an-id/metrics"), 404, "not-an-id");
        problem(caller.get("/api/v1/experiments/none"), 404, "none");
        problem(caller.get("/api/v1/catalog/none"), 404, "none");
        problem(caller.get("/api/v1/nothing"), 404, "nothing");
        problem(caller.get("/api/v1/runs?limit=0"), 400, "limit");
        problem(caller.get("/api/v1/runs?state=BLUE"), 400, "QUEUED");
        problem(caller.get("/api/v1/runs?after=x"), 400, "a whole number");
        problem(
                caller.get("/api/v1/runs?id=aaaaaaaa,dense"),
                400,
                "id: expected ids of 8 characters of a-z and 2-7, but got aaaaaaaa,dense");
        problem(caller.call("DELETE", "/api/v1/runs", "", Map.of()), 405, "DELETE");
        problem(caller.post("/api/v1/experiments", "x", "image/png"), 415, "image/png");
        problem(caller.post("/api/v1/experiments", "x", "multipart/form-data"), 415, "multipart");
        RunId run = lab.submit();
        problem(
                caller.get("/api/v1/runs/" + run + "/samples?correct=maybe"),
                400,
                "correct: expected true or false, but got maybe");
        problem(caller.call("POST", "/api/v1/runs/" + run + "/rerun", "", Map.of()), 409, "QUEUED");
    }

    @Test
    void anUnknownParameterIsRejectedAndTheKnownOnesAreListed() {
        problem(
                caller.get("/api/v1/runs?limit=5&stat=RUNNING"),
                400,
                "stat: expected one of after, archived, experiment, id, limit, prefix, state");
        problem(caller.get("/api/v1/runs?%73tat=RUNNING"), 400, "stat: expected one of");
        problem(caller.get("/api/v1/workers?limit=1"), 400, "limit: expected no parameter");
        problem(
                caller.get("/api/v1/events?from=NOW"),
                400,
                "from: expected one of after, experiment");
        problem(
                caller.post(
                        "/api/v1/experiments?dryrun=true", TestLab.DOCUMENT, "application/yaml"),
                400,
                "dryrun: expected one of dryRun, priority, set");
        RunId run = lab.submit();
        for (String method : List.of("cancel", "resume", "rerun")) {
            String path = "/api/v1/runs/" + run + "/" + method + "?now=true";
            String known = method.equals("resume") ? "one of fresh" : "no parameter";
            problem(caller.call("POST", path, "", Map.of()), 400, "now: expected " + known);
        }
        Map<String, String> stream = Map.of("Accept", "text/event-stream");
        String events = "/api/v1/runs/" + run + "/events?form=NOW";
        problem(caller.call("GET", events, "", stream), 400, "form: expected one of after, from");
        assertThat(caller.get("/api/v1/runs?").statusCode()).isEqualTo(200);
        assertThat(caller.get("/api/v1/runs?state=QUEUED&&limit=5").statusCode()).isEqualTo(200);
        assertThat(caller.get("/runs?focus=search").statusCode()).isEqualTo(200);
    }

    private static void problem(HttpResponse<String> answer, int status, String word) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("detail").asString()).contains(word);
    }

    @Test
    void anArtifactIsDownloadedAndNeverShown() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
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
    void noArtifactNameLeadsOutOfTheRunsFolder() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        Path secret = folders.home().resolve("runs/secret.txt");
        Files.writeString(secret, "top secret");
        Path folder = folders.run(run.value());
        Files.createSymbolicLink(folder.resolve("artifacts/link"), secret);
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
}
