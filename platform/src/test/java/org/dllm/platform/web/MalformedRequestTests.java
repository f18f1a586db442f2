package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.experiments.spec.PlainText;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Malformed requests. */
@ServerTest
@ExtendWith(OutputCaptureExtension.class)
class MalformedRequestTests {

    private static final String DRY_RUN = "/api/v1/experiments?dryRun=true";

    private final Caller caller;

    MalformedRequestTests(@Autowired TestLab lab) {
        caller = lab.caller();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/runs?limit=%ff",
                "/api/v1/runs?limit=%c0%80",
                "/api/v1/runs?%ff=1",
                "/api/v1/experiments?limit=%ed%a0%80",
                "/runs?experiment=%ff",
                "/?a=%fe%ff",
                "/api/v1/runs?experiment=a%00b",
                "/api/v1/runs?a%00b=1"
            })
    void parametersThatAreNotTextAreRejectedWithoutALogEntry(String path, CapturedOutput log) {
        int before = log.getAll().length();
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("parameters: expected ");
        assertThat(log.getAll().substring(before)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/experiments/a%00b",
                "/api/v1/experiments/a%1bb",
                "/api/v1/experiments/%ff",
                "/experiments/%c0%80"
            })
    void addressesWithControlCharactersAreRejectedWithoutALogEntry(
            String path, CapturedOutput log) {
        int before = log.getAll().length();
        assertThat(caller.get(path).statusCode()).isBetween(400, 404);
        assertThat(log.getAll().substring(before)).isEmpty();
    }

    @Test
    void aSpecAsAFormIsRejectedWithTheTypesThatAreAccepted() {
        HttpResponse<String> answer =
                caller.post(DRY_RUN, TestLab.DOCUMENT, "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("application/json", "application/yaml", "curl");
    }

    @Test
    void anEmptyBodyIsRejectedLikeADocumentWithoutASpec() {
        HttpResponse<String> answer = caller.post(DRY_RUN, "", "application/yaml");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("expected an object, found nothing");
    }

    @Test
    void aBodyThatIsNotUtf8IsRejected() {
        byte[] body = "name: \u00e9\nmethod: Dense\n".getBytes(StandardCharsets.ISO_8859_1);
        for (String type : new String[] {"application/yaml", "application/json", "text/plain"}) {
            HttpResponse<String> answer =
                    caller.send(
                            caller.request("POST", DRY_RUN, "", Map.of("Content-Type", type))
                                    .POST(BodyPublishers.ofByteArray(body)),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("expected a body of text in UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model: {from: \"/a\\0b\"}",
                "model: {from: \"a\\ud800b\"}",
                "model: {from: \"/a\\u001b[2Jb\"}",
                "model: {from: \"\\u202eabc\"}"
            })
    void aModelPathWithHiddenCharactersIsRejectedWithItsPath(String model) {
        HttpResponse<String> answer =
                caller.post(DRY_RUN, "name: a\n" + model + "\nmethod: Dense\n", "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode errors = JsonMapper.shared().readTree(answer.body()).path("errors");
        assertThat(errors.size()).isEqualTo(1);
        assertThat(errors.at("/0/path").asString()).isEqualTo("model.from");
        assertThat(errors.at("/0/got").asString()).startsWith("U+");
        assertThat(PlainText.hidden(errors.toString())).isEmpty();
    }

    @Test
    void aSeedOfManyDigitsIsRejectedWithItsPath() {
        HttpResponse<String> answer =
                caller.post(
                        DRY_RUN + "&set=seed=" + "9".repeat(999),
                        TestLab.DOCUMENT,
                        "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("seed: expected ");
    }

    @Test
    void errorsBeyondAHundredAreCounted() {
        String variants =
                IntStream.range(0, 900)
                        .mapToObj(i -> "v%d: {seed: x}".formatted(i))
                        .collect(Collectors.joining(", ", "variants: {", "}"));
        HttpResponse<String> answer =
                caller.post(DRY_RUN, TestLab.DOCUMENT + variants, "application/yaml");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("errors").size()).isEqualTo(100);
        assertThat(problem.path("moreErrors").asLong()).isEqualTo(800);
        assertThat(answer.body()).hasSizeLessThan(100_000);
    }

    @Test
    void thePlanListsTheChangesOfEachRun() {
        String sweep = "\nvariants: {a: {}, b: {method: Dense}}\nsweep: {seed: [3]}\n";
        HttpResponse<String> answer =
                caller.post(DRY_RUN, TestLab.DOCUMENT + sweep, "application/yaml");
        JsonNode plan = JsonMapper.shared().readTree(answer.body());
        assertThat(plan.at("/runs/0/changes").toString())
                .as(answer.body())
                .isEqualTo("{\"seed\":3}");
    }
}
