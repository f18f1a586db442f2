package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunCommandTests {

    private static final String SPEC =
            """
            name: tiny
            model: {shape: {layers: 3, width: 16, hidden: 24, heads: 2, keyValueHeads: 1, context: 64, tokenizer: characters}}
            evaluate: [{task: t, set: {type: Synthetic, examples: 5, seed: 1}, limit: 5, maxNewTokens: 6}]
            variants:
              d-llm: {method: {type: Dllm, target: 0.5, keep: {layers: 1}, router: {type: TokenMlp, hidden: 8}}}
              random: {method: {type: RandomSkip, rateOf: d-llm, keep: {layers: 1}}}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @BeforeEach
    void spec() throws IOException {
        Files.writeString(folder.resolve("spec.yaml"), SPEC);
    }

    private int run(String... options) {
        var arguments = new ArrayList<>(List.of("run", folder.resolve("spec.yaml").toString()));
        arguments.addAll(List.of("--folder", folder.resolve("runs").toString()));
        arguments.addAll(List.of(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    @Test
    void aControlAloneTakesTheRateThatItsSiblingLeftInTheFolder() throws IOException {
        assertThat(run("--only", "d-llm")).isZero();
        assertThat(run("--only", "random")).as(err.toString()).isZero();
        assertThat(Files.readString(folder.resolve("runs/random/artifacts/manifest.json")))
                .containsPattern(
                        "\"measured\":\\{\"layers\":\\[1\\.0,[01]\\.\\d+,[01]\\.\\d+\\],"
                            + "\"metric\":\"t/executed_rate/unforced_tokens\",\"rate\":[01]\\.\\d+,"
                            + "\"run\":\"d-llm\"");
    }

    @Test
    void userErrorsAreReportedInOneLine() throws IOException {
        String diverging = "train={steps: 20, batch: 2, clip: 0, optimizer: {lr: 1e30}}";
        assertThat(run("--set", diverging, "--set", "data=[{set: {type: Synthetic}}]")).isOne();
        assertThat(err.toString().lines().filter(line -> line.startsWith("dllm: ")))
                .singleElement()
                .asString()
                .contains("training diverged at step");
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void resultsAreOneJsonDocumentForPrograms() {
        assertThat(run("--json")).as(err.toString()).isZero();
        JsonNode results = JsonMapper.shared().readTree(out.toString());
        assertThat(results.propertyNames()).containsExactly("d-llm", "random");
        assertThat(results.at("/d-llm/t~1examples").doubleValue()).isEqualTo(5);
        assertThat(err.toString()).contains("== random");
    }

    @Test
    void aControlThatIsNamedBeforeItsSiblingRunsAfterIt() throws IOException {
        String control =
                SPEC.lines().filter(line -> line.contains("random:")).findAny().orElseThrow();
        Files.writeString(
                folder.resolve("spec.yaml"),
                SPEC.replace(control + "\n", "")
                        .replace("variants:\n", "variants:\n" + control + "\n"));
        assertThat(run()).as(err.toString()).isZero();
        assertThat(folder.resolve("runs/random/artifacts/manifest.json")).exists();
    }

    @Test
    void anUnmeasuredRateIsRejectedBeforeAnyRunStarts() {
        String other = "[{task: other, set: {type: Synthetic, examples: 5}}]";
        for (String evaluate :
                List.of(
                        "random.evaluate=" + other,
                        "d-llm.evaluate=" + other,
                        "d-llm.evaluate=[]")) {
            err.getBuffer().setLength(0);
            assertThat(run("--set", "variants." + evaluate)).as(evaluate).isNotZero();
            assertThat(err.toString())
                    .containsPattern(
                            "dllm: variants.random.method.rateOf: expected a variant that measures"
                                    + " its own rate on task (t|other), found d-llm\\s");
        }
        err.getBuffer().setLength(0);
        assertThat(run("--set", "variants.random.evaluate=[]")).isNotZero();
        assertThat(err.toString())
                .contains(
                        "variants.random.evaluate: expected a task on which d-llm measures its"
                                + " rate, found []");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void noRunLeavesTheFolder() throws IOException {
        Files.writeString(
                folder.resolve("spec.yaml"),
                SPEC.replace("  d-llm: {", "  \"..\": {method: {type: Dense}}\n  d-llm: {"));
        assertThat(run("--only", "..")).as(err.toString()).isZero();
        assertThat(folder.resolve("artifacts")).doesNotExist();
        assertThat(folder.resolve("runs/%2e./artifacts/manifest.json")).exists();
    }

    @Test
    void runsWhoseNamesDifferByCaseAloneAreRefused() throws IOException {
        Files.writeString(
                folder.resolve("spec.yaml"),
                SPEC.replace("  d-llm: {", "  D-LLM: {method: {type: Dense}}\n  d-llm: {"));
        assertThat(run()).isNotZero();
        assertThat(err.toString())
                .contains(
                        "--folder: expected run names that differ in more than case, found D-LLM"
                                + " and d-llm");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aControlAloneWithoutItsSiblingsResultIsRefused() {
        assertThat(run("--only", "random")).isNotZero();
        assertThat(err.toString())
                .contains(
                        "needs t/executed_rate/unforced_tokens of d-llm, but that run has not"
                                + " measured it");
    }

    @Test
    void theResultOfASiblingOfAnotherSpecIsNotTaken() {
        assertThat(run("--only", "d-llm")).isZero();
        assertThat(run("--only", "random", "--set", "seed=1")).isNotZero();
        assertThat(err.toString()).contains("but that run has not measured it");
    }

    @Test
    void runsWithSimilarNamesHaveSeparateFolders() throws IOException {
        Files.writeString(
                folder.resolve("spec.yaml"),
                SPEC.replace("  d-llm: {", "  d llm: {method: {type: Dense}}\n  d-llm: {"));
        assertThat(run("--only", "d llm")).as(err.toString()).isZero();
        assertThat(folder.resolve("runs/d%20llm/artifacts/manifest.json")).exists();
        assertThat(folder.resolve("runs/d-llm")).doesNotExist();
    }

    @Test
    void anUnknownRunNameIsReportedWithTheKnownNames() {
        assertThat(run("--only", "dense")).isNotZero();
        assertThat(err.toString()).contains("--only: expected one of d-llm, random, found dense");
    }
}
