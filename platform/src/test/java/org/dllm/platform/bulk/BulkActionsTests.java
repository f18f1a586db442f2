package org.dllm.platform.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.RunDeletion;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.RunStorage;
import org.dllm.platform.run.Runs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Actions on many runs through the REST interface. */
@ServerTest
class BulkActionsTests {

    @Autowired TestLab lab;
    @Autowired Runs runs;
    @Autowired RunStorage storage;
    @Autowired RunDeletion deletion;
    @Autowired RunRemoval removal;
    @Autowired LabFolders folders;

    @Test
    void aDeletedRunTakesItsFolderWithItAndReportsTheFreedBytes() throws IOException {
        RunId run = finished();
        Path folder = folders.run(run.value());
        Path outside = Files.writeString(folders.home().resolve("outside.txt"), "kept");
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.write(folder.resolve("checkpoint"), new byte[1000]);

        HttpResponse<String> answer = call("DELETE", "runs/" + run, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode deleted = JsonMapper.shared().readTree(answer.body());
        assertThat(deleted.path("bytesFreed").asLong()).isGreaterThanOrEqualTo(1025);
        assertThat(deleted.path("note").asString("")).contains("H2");
        assertThat(folder).doesNotExist();
        assertThat(outside).hasContent("kept");
        assertThat(call("DELETE", "runs/" + run, "").statusCode()).isEqualTo(404);
        assertThat(lab.caller().get("/api/v1/runs/" + run).statusCode()).isEqualTo(404);
    }

    @Test
    void aRunThatHasNotEndedIsRefusedWithTheCommandThatCancelsIt() {
        RunId run = lab.submit();
        HttpResponse<String> answer = call("DELETE", "runs/" + run, "");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("./dllm cancel " + run);
        assertThat(runs.find(run)).isPresent();
    }

    @Test
    void filesInAnotherHomeAreReportedWithTheirWorker() throws IOException {
        RunId run = finished();
        storage.keep(run, "other-worker");
        JsonNode item = act("delete", run).at("/items/0");
        assertThat(item.path("status").asString()).isEqualTo("DONE");
        assertThat(item.path("detail").asString()).contains("other-worker", "runs/" + run);
        assertThat(runs.find(run)).isEmpty();
    }

    @Test
    void everyIdHasItsOwnOutcomeInTheOrderOfTheRequest() throws IOException {
        RunId queued = lab.submit();
        RunId finished = finished();
        String ids =
                "{\"ids\": [\"%s\", \"aaaaaaaa\", \"../etc\", \"%s\"]}".formatted(queued, finished);
        JsonNode answer = json(call("POST", "runs/delete", ids));
        assertThat(answer.path("items").valueStream())
                .extracting(item -> item.path("status").asString())
                .containsExactly("REFUSED", "NOT_FOUND", "NOT_FOUND", "DONE");
        assertThat(answer.path("done").asLong()).isOne();
    }

    @Test
    void runsAreArchivedCancelledAndResumedTogether() throws IOException {
        RunId first = lab.submit();
        RunId second = lab.submit();
        assertThat(act("archive", first).at("/items/0/detail").asString()).contains("not ended");
        assertThat(act("cancel", first, second).path("done").asLong()).isEqualTo(2);
        assertThat(runs.require(second).state()).isEqualTo(RunState.CANCELLED);
        assertThat(act("archive", first, second).path("done").asLong()).isEqualTo(2);
        assertThat(listed("?experiment=api-test")).doesNotContain(first.value());
        assertThat(listed("?experiment=api-test&archived=ONLY")).contains(first.value());
        assertThat(act("unarchive", first).path("done").asLong()).isOne();
        assertThat(act("resume", first, second, finished()).path("done").asLong()).isEqualTo(2);
        assertThat(runs.require(second).archivedAt()).isNull();
        act("cancel", first, second);
    }

    @Test
    void aRunThatNeedsAnotherIsCancelledBeforeItAndResumedAfterIt() {
        String variants =
                """
                variants:
                  dllm: {method: {type: Dllm, target: 0.5}}
                  random: {method: {type: RandomSkip, rateOf: dllm}}
                """;
        JsonNode submitted =
                json(
                        lab.caller()
                                .post(
                                        "/api/v1/experiments",
                                        TestLab.DOCUMENT + variants,
                                        "application/yaml"));
        var needed = new RunId(submitted.at("/runs/0/id").asString());
        var control = new RunId(submitted.at("/runs/1/id").asString());
        assertThat(act("cancel", needed, control).path("done").asLong()).isEqualTo(2);
        assertThat(runs.require(control).state()).isEqualTo(RunState.CANCELLED);

        JsonNode alone = act("resume", control).at("/items/0");
        assertThat(alone.path("status").asString()).isEqualTo("REFUSED");
        assertThat(alone.path("detail").asString()).contains("failed again", needed.value());
        assertThat(act("resume", control, needed).path("done").asLong()).isEqualTo(2);
        assertThat(runs.require(control).state()).isEqualTo(RunState.WAITING);
        act("cancel", needed, control);
    }

    @Test
    void aWholeExperimentIsDeletedUnlessARunHasNotEnded() throws IOException {
        RunId active = named("whole");
        RunId archived = named("whole");
        runs.cancelled(archived);
        act("archive", archived);
        HttpResponse<String> refused = call("DELETE", "experiments/whole", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains(active.value());
        assertThat(json(call("POST", "runs/cancel?experiment=whole", "")).path("done").asLong())
                .isOne();
        assertThat(json(call("DELETE", "experiments/whole", "")).path("done").asLong())
                .isEqualTo(2);
        assertThat(call("DELETE", "experiments/whole", "").statusCode()).isEqualTo(404);
        assertThat(lab.caller().get("/api/v1/experiments/whole").statusCode()).isEqualTo(404);
    }

    @Test
    void aFilterWithoutStatesMatchesTheRunsWhoseStateAllowsTheAction() {
        RunId failed = named("mixed");
        runs.failed(failed, "broken");
        RunId queued = named("mixed");
        for (String action : List.of("archive", "unarchive", "resume")) {
            JsonNode answer = json(call("POST", "runs/" + action + "?experiment=mixed", ""));
            assertThat(answer.path("items")).as(action).hasSize(1);
            assertThat(answer.at("/items/0/run").asString()).isEqualTo(failed.value());
            assertThat(answer.path("done").asLong()).isOne();
        }
        assertThat(json(call("POST", "runs/cancel?experiment=mixed", "")).path("done").asLong())
                .isEqualTo(2);
        JsonNode named = json(call("POST", "runs/cancel?experiment=mixed&state=CANCELLED", ""));
        assertThat(named.at("/items/0/status").asString()).isEqualTo("REFUSED");
        assertThat(json(call("POST", "runs/delete?experiment=mixed", "")).path("done").asLong())
                .isEqualTo(2);
        assertThat(runs.find(queued)).isEmpty();
    }

    @Test
    void aRequestWithoutIdsAndWithoutFilterChangesNothing() {
        for (String body : new String[] {"", "{}", "{\"id\": [\"aaaaaaaa\"]}", "{\"ids\": []}"}) {
            assertThat(call("POST", "runs/delete", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(call("POST", "runs/delete?stat=FAILED", "").statusCode()).isEqualTo(400);
        String both = "{\"ids\": [\"aaaaaaaa\"]}";
        assertThat(call("POST", "runs/delete?state=FAILED", both).statusCode()).isEqualTo(400);
    }

    @Test
    void anInterruptedDeletionIsContinuedByTheNextStart() throws IOException {
        RunId run = finished();
        deletion.begin(run);
        removal.continueInterrupted();
        assertThat(runs.find(run)).isEmpty();
        assertThat(folders.run(run.value())).doesNotExist();
    }

    @Test
    void aRunThatAWorkerExecutesIsReportedAsStopping() {
        RunId run = lab.submit();
        runs.starting(run, 1);
        runs.started(run);
        assertThat(act("cancel", run).at("/items/0/detail").asString())
                .isEqualTo("it stops after the current step and saves a checkpoint");
        runs.cancelled(run);
        assertThat(act("cancel", run).at("/items/0/status").asString()).isEqualTo("REFUSED");
    }

    private RunId finished() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        return run;
    }

    private RunId named(String experiment) {
        HttpResponse<String> answer =
                lab.caller()
                        .post(
                                "/api/v1/experiments",
                                TestLab.DOCUMENT.replace("api-test", experiment),
                                "application/yaml");
        return new RunId(json(answer).at("/runs/0/id").asString());
    }

    private JsonNode act(String action, RunId... ids) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("ids", texts(ids)));
        return json(call("POST", "runs/" + action, body));
    }

    private static String[] texts(RunId... ids) {
        return Arrays.stream(ids).map(RunId::value).toArray(String[]::new);
    }

    private String listed(String query) {
        return lab.caller().get("/api/v1/runs" + query).body();
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return lab.caller()
                .call(method, "/api/v1/" + path, body, Map.of("Content-Type", "application/json"));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JsonMapper.shared().readTree(answer.body());
    }
}
