package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dllm.platform.web.Problems.problem;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Submissions through the REST interface: plans, warnings, errors and idempotency keys. */
@ServerTest
class SubmissionApiTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired private LabFolders folders;
    private final TestLab lab;
    private final Caller caller;

    SubmissionApiTests(@Autowired TestLab lab) {
        this.lab = lab;
        caller = lab.caller();
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
}
