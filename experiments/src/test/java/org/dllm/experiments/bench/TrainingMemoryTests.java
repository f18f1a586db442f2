package org.dllm.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.cli.Main;
import org.dllm.experiments.experiment.EngineProcess;
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
    void aThousandTrainingStepsKeepNoMemory() throws IOException, InterruptedException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(EngineProcess.options());
        words.add("-Dai.djl.pytorch.num_threads=1");
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.add(Main.class.getName());
        words.addAll(
                List.of("bench", "engine", "--only", "training-memory", "--turns", "1", "--json"));
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(EngineProcess.environment());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        JsonNode table = JsonMapper.shared().readTree(output.substring(output.indexOf("\n{") + 1));
        assertThat(table.path("rows").path(0).path("ours").asDouble()).isBetween(0.9, 1.02);
    }
}
