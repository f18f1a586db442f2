package org.dllm.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.dllm.experiments.FreshProcess;
import org.dllm.experiments.cli.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class TrainingMemoryTests {

    @Test
    void trainingStepsDoNotLeakMemory() throws IOException {
        String[] bench = {"bench", "engine", "--only", "training-memory", "--turns", "1", "--json"};
        String output = FreshProcess.of(Main.class, bench).output();
        JsonNode table = JsonMapper.shared().readTree(output.substring(output.indexOf("\n{") + 1));
        assertThat(table.path("rows").path(0).path("ours").asDouble()).isBetween(0.9, 1.02);
    }
}
