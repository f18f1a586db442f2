package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.experiments.data.DatasetSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("data")
class LibraryCommandTests {

    private static final String DATA = System.getenv("DLLM_DATA_DIR");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private JsonNode json() {
        return new JsonMapper().readTree(out.toString());
    }

    @Test
    void infoTellsWhatAModelIs() {
        assertThat(run("model", "info", "--model", "smollm2-135m", "--data-dir", DATA, "--json"))
                .isZero();
        assertThat(json().path("format").stringValue()).isEqualTo("gguf");
        assertThat(json().path("parameters").intValue()).isEqualTo(134_515_008);
        assertThat(json().path("bytesByType").path("Q4_1").longValue()).isPositive();
        assertThat(json().path("tensors").size()).isEqualTo(272);
        assertThat(json().path("tokenizer").path("eos").stringValue()).isEqualTo("<|im_end|>");
    }

    @Test
    void anAnswerGoesOnFromThePromptWithItsSpace() {
        String[] generate = {
            "model",
            "generate",
            "--model",
            "stories260K",
            "--data-dir",
            DATA,
            "--prompt",
            "Once",
            "--max-tokens",
            "4"
        };
        assertThat(run(generate)).isZero();
        assertThat(out.toString().strip()).isEqualTo("Once upon a time,");
    }

    @Test
    void aModelIsFetchedFromAFolder(@TempDir Path empty) {
        String here = empty.toString();
        assertThat(run("model", "fetch", "stories260K", "--from", DATA, "--data-dir", here))
                .isZero();
        assertThat(out.toString()).contains("copied").contains("stories260K.bin");
        assertThat(run("model", "info", "--model", "stories260K", "--data-dir", here)).isZero();
        assertThat(out.toString()).contains("260032");
    }

    @Test
    void aSetThatCannotBeFetchedDoesNotBlockOthers(@TempDir Path folder) throws IOException {
        Path mirror = Files.createDirectories(folder.resolve("mirror/data"));
        Files.createSymbolicLink(mirror.resolve("mawps"), Path.of(DATA, "data/mawps"));
        String here = folder.resolve("here").toString();
        String from = folder.resolve("mirror").toString();
        assertThat(run("data", "fetch", "gsm8k", "mawps", "--from", from, "--data-dir", here))
                .isEqualTo(1);
        assertThat(out.toString()).contains("trainset.json");
        assertThat(err.toString()).contains("gsm8k").contains("neither exists");
    }

    @Test
    void dataSetsAreListed() {
        assertThat(run("data", "list", "--data-dir", DATA, "--json")).isZero();
        assertThat(json().size()).isEqualTo(DatasetSpec.all().size());
        for (JsonNode set : json()) {
            assertThat(set.path("present").booleanValue()).as(set.toString()).isTrue();
            assertThat(set.path("licence").stringValue()).isNotBlank();
            assertThat(set.path("splits").size()).isPositive();
        }
    }

    @Test
    void theListShowsSplitsRecordsAndLicences() {
        assertThat(run("data", "list", "--data-dir", DATA)).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "gsm8k yes 4.9 MB MIT train 7,473, test 1,319",
                        "siqa yes 9.0 MB CC BY 4.0 train 33,410, validation 1,954",
                        "synthetic - - none train 20,000, validation 20,000, test 20,000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "model fetch", "model score", "data", "data fetch", "bench"})
    void everyCommandHasHelp(String command) {
        assertThat(run((command + " --help").split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: dllm " + command);
    }

    @Test
    void aProblemIsOneLine() {
        assertThat(run("model", "info", "--model", "nobody", "--data-dir", DATA)).isNotZero();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("dllm: unknown model nobody");
    }
}
