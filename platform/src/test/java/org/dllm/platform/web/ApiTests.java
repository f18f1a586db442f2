package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.web.Problems.problem;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Responses and error messages of the REST interface. */
@ServerTest
class ApiTests {

    private static final JsonMapper JSON = JsonMapper.shared();

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
        problem(caller.get("/api/v1/runs?experiment=%00"), 400, "percent-encoded UTF-8");
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
                "id: expected ids of 8 characters of a-z and 2-7, found aaaaaaaa,dense");
        problem(caller.call("DELETE", "/api/v1/runs", "", Map.of()), 405, "DELETE");
        problem(caller.post("/api/v1/experiments", "x", "image/png"), 415, "image/png");
        problem(caller.post("/api/v1/experiments", "x", "multipart/form-data"), 415, "multipart");
        RunId run = lab.submit();
        problem(
                caller.get("/api/v1/runs/" + run + "/samples?correct=maybe"),
                400,
                "correct: expected true or false, found maybe");
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
                "dryrun: expected one of dryRun, missing, priority, set");
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
}
