package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ShippedBaseTests {

    private static final String EVALUATE_ONLY =
            """
            name: check
            model: {from: synthetic-base}
            method: Dense
            evaluate:
              - {task: synthetic, set: {type: Synthetic, examples: 100}, limit: 100, maxNewTokens: 64, batch: 100}
            """;

    @TempDir Path folder;

    @Test
    void itWasTrainedWithTheCatalogsSpec() throws IOException {
        var spec = SpecDocument.parse(Catalog.text("base-synthetic"), List.of()).plan().getFirst();
        // compare parsed specs, not hashes: the shipped manifest's spec has unsorted names
        assertThat(SpecJson.read(manifest().path("spec").toString())).isEqualTo(spec.spec());
    }

    @Test
    void itIsSmallEnoughToShip() throws IOException {
        Path model = ShippedModels.locate("synthetic-base").orElseThrow();
        assertThat(Files.size(model.resolve("model.safetensors"))).isLessThan(8_000_000);
    }

    /** Checks the published accuracy on 100 questions, with a few errors allowed. */
    @Test
    void itAnswersUnseenQuestions() {
        var events = new ArrayList<RunEvent>();
        var spec = SpecDocument.parse(EVALUATE_ONLY, List.of()).plan().getFirst().spec();
        var workspace = new Workspace(folder, Path.of("none"), System::nanoTime, events::add);
        try (var execution = RunExecution.open(spec, workspace)) {
            execution.measure(spec.evaluate().getFirst());
        }
        for (String family : List.of("chain", "addition", "recall", "reversal", "sorting")) {
            assertThat(value(events, "synthetic/exact_match/family=" + family))
                    .as(family)
                    .isGreaterThanOrEqualTo(0.9);
        }
        assertThat(value(events, "synthetic/executed_rate")).isEqualTo(1.0);
        assertThat(events).filteredOn(RunEvent.Sample.class::isInstance).hasSize(40);
    }

    private static double value(List<RunEvent> events, String key) {
        return events.stream()
                .filter(RunEvent.Metric.class::isInstance)
                .map(RunEvent.Metric.class::cast)
                .filter(metric -> metric.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static JsonNode manifest() throws IOException {
        Path model = ShippedModels.locate("synthetic-base").orElseThrow();
        return new JsonMapper().readTree(Files.readString(model.resolve("manifest.json")));
    }
}
