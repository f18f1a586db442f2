package org.dllm.platform.table.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.dllm.platform.Caller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of an experiment through the REST interface and on the experiment's page. */
@ServerTest
class TableApiTests {

    private static final String TABLE = "/api/v1/experiments/api-table/table";

    private static final String DOCUMENT =
            TestLab.DOCUMENT.replace("api-test", "api-table").replaceAll("evaluate: .*\n", "")
                    + """
                    baseline: dense
                    scale: small
                    scales: {small: {train: {steps: 3}}, large: {}}
                    datasets:
                      chains: {evaluate: [{task: chains, set: {type: Synthetic}}]}
                      mixed: {evaluate: [{task: mixed, set: {type: Synthetic}}]}
                    variants:
                      dense: {method: Dense}
                      d-llm: {}
                    """;

    private final Caller caller;

    TableApiTests(@Autowired TestLab lab) {
        caller = lab.caller();
    }

    @Test
    void theTableIsJsonTextAndPartOfThePage() {
        JsonNode submitted = submit("");
        assertThat(submitted.path("runs").size()).isEqualTo(4);
        assertThat(submitted.at("/runs/0/name").asString()).isEqualTo("chains/dense");
        assertThat(submitted.at("/runs/0/dataset").asString()).isEqualTo("chains");
        assertThat(submitted.at("/runs/0/totalSteps").asLong()).isEqualTo(3);

        JsonNode table = JsonMapper.shared().readTree(body(TABLE));
        assertThat(table.path("baseline").asString()).isEqualTo("dense");
        assertThat(table.at("/rows/1/cells/0/missing/0/state").asString()).isEqualTo("QUEUED");
        for (String format : new String[] {"TEXT", "MD", "LATEX", "CSV"}) {
            assertThat(body(TABLE + "/text?format=" + format))
                    .as(format)
                    .contains("chains", "d-llm", "queued", "./dllm watch ");
        }
        assertThat(body("/api/v1/experiments/api-table/report"))
                .contains("| runs | 0 of 4 finished |", "## Results: chains", "name: api-table");
        assertThat(caller.get("/api/v1/experiments/nothing/report").statusCode()).isEqualTo(404);
        assertThat(body("/experiments/api-table"))
                .contains("id=\"table\"", "queued", ">chains<", "Exact match");
        assertThat(caller.get("/api/v1/experiments/nothing/table").statusCode()).isEqualTo(404);

        JsonNode again = submit("?missing=true");
        assertThat(again.path("runs")).hasSameSizeAs(again.path("present"));
        assertThat(submit("?dryRun=true&set=scale=large").path("scale").asString())
                .isEqualTo("large");
    }

    @Test
    void theRunOfEverySystemHasAPage() {
        String search = "calibration: {set: {type: Synthetic}}";
        String systems =
                """
                  mod: {method: MixtureOfDepths}
                  adainfer: {method: AdaInfer}
                  shortened: {method: {type: ShortenedLlama, by: taylor, remove: 1, keepEnds: false, %1$s}}
                  searched: {method: {type: SearchedLayers, count: 2, %1$s}}
                  searched kept layers: {method: {keep: {searched: 2, %1$s}}}
                  position: {method: {type: PositionOnly, rateOf: d-llm}}
                  random: {method: {type: RandomSkip, rateOf: d-llm}}
                  static: {method: {type: StaticLayers, rateOf: d-llm, choose: sibling}}
                """
                        .formatted(search);
        JsonNode submitted = submit(DOCUMENT.replace("api-table", "api-pages") + systems, "");
        assertThat(submitted.path("runs").size()).isEqualTo(20);
        for (JsonNode run : submitted.path("runs")) {
            assertThat(body("/runs/" + run.path("id").asString()))
                    .as(run.path("name").asString())
                    .contains(run.path("name").asString());
        }
    }

    private JsonNode submit(String query) {
        return submit(DOCUMENT, query);
    }

    private JsonNode submit(String document, String query) {
        HttpResponse<String> answer =
                caller.post("/api/v1/experiments" + query, document, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return JsonMapper.shared().readTree(answer.body());
    }

    private String body(String path) {
        HttpResponse<String> answer = caller.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
