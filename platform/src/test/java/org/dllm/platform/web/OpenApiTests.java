package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares the REST interface with its OpenAPI document. */
@ServerTest
class OpenApiTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestLab lab;
    private final Caller caller;

    OpenApiTests(@Autowired TestLab lab) {
        this.lab = lab;
        caller = lab.caller();
    }

    @Test
    void everyPathAnswersAsTheDocumentSays() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        JsonNode document = JSON.readTree(caller.get("/v3/api-docs").body());
        var bodies = Map.of("POST /api/v1/experiments", TestLab.DOCUMENT);
        Map<String, String> queries = new HashMap<>();
        queries.put("/api/v1/runs/{id}/metrics/points", "?key=train/loss");
        queries.put("/api/v1/runs/{id}/activity", "?task=mix&axis=family");
        var checked = new ArrayList<String>();
        // A deletion comes last, because the other operations need the run.
        for (boolean deletes : new boolean[] {false, true})
            for (var path : document.path("paths").properties()) {
                for (var operation : path.getValue().properties()) {
                    if (deletes != operation.getKey().equals("delete")) {
                        continue;
                    }
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
                        "DELETE /api/v1/runs/{id}",
                        "DELETE /api/v1/experiments/{name}",
                        "POST /api/v1/runs/archive",
                        "POST /api/v1/runs/delete",
                        "POST /api/v1/runs/{id}/resume",
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
            // References of the schema are resolved in the document that contains it.
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
        RunId run = lab.submit();
        lab.finish(run);
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
}
