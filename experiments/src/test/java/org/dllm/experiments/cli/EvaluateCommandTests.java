package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.Template;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shipped model is trained on the synthetic questions. */
class EvaluateCommandTests {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aModelFileIsEvaluatedWithoutARun() {
        assertThat(evaluate("--task", "synthetic", "--limit", "6", "--samples")).isZero();
        JsonNode all = new JsonMapper().readTree(out.toString());
        assertThat(all.path("task").stringValue()).isEqualTo("synthetic");
        assertThat(all.path("results").path("exact_match").doubleValue()).isBetween(0.5, 1.0);
        assertThat(all.path("results").path("exact_match_stderr").isNumber()).isTrue();
        assertThat(all.path("truncated").intValue()).isZero();
        assertThat(all.path("samples")).hasSize(6);
        for (int i = 0; i < 6; i++) {
            JsonNode sample = all.path("samples").get(i);
            assertThat(sample.path("index").intValue()).isEqualTo(i);
            assertThat(sample.path("text").stringValue()).isNotEmpty();
            assertThat(sample.path("filtered").path("none").isString()).isTrue();
            assertThat(sample.path("target").isString()).isTrue();
        }
    }

    @Test
    void progressIsPrintedBesideTheResult() {
        assertThat(evaluate("--task", "synthetic", "--limit", "3", "--batch", "2")).isZero();
        assertThat(err.toString().lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("loading the model synthetic-base"),
                        line -> assertThat(line).startsWith("evaluate synthetic      0 of 3"),
                        line -> assertThat(line).startsWith("evaluate synthetic      3 of 3"));
        assertThat(new JsonMapper().readTree(out.toString()).path("task").stringValue())
                .isEqualTo("synthetic");
    }

    static Stream<Arguments> splits() {
        return DatasetSpec.all().stream()
                .filter(set -> !set.published().isEmpty())
                .flatMap(set ->
                        set.splits().stream()
                                .flatMap(split ->
                                        Stream.of(Template.values())
                                                .map(template ->
                                                        Arguments.of(
                                                                set.label(), split, template))));
    }

    @ParameterizedTest
    @MethodSource("splits")
    @Tag("data")
    void everyPublishedSplitIsEvaluatedInBothTemplates(
            String set, String split, Template template) {
        String[] options = {
            "model",
            "evaluate",
            "--model",
            "stories260K",
            "--json",
            "--samples",
            "--limit",
            "4",
            "--max-tokens",
            "12",
            "--task",
            set,
            "--split",
            split,
            "--template",
            template.label()
        };
        assertThat(command(options)).as(err.toString()).isZero();
        // standard output holds one JSON object and nothing else
        JsonNode all = new JsonMapper().readTree(out.toString());
        assertThat(all.propertyNames()).containsExactly("task", "results", "truncated", "samples");
        assertThat(all.path("results").size()).isPositive();
        assertThat(all.path("samples").valueStream())
                .hasSize(4)
                .allSatisfy(sample ->
                        assertThat(sample.has("loglikelihoods") || sample.has("text")).isTrue())
                .extracting(sample -> sample.path("index").intValue())
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void examplesInThePromptAreRefusedWhereTheyAreUndefined() {
        assertThat(evaluate("--task", "synthetic", "--num-fewshot", "1")).isEqualTo(1);
        assertThat(err.toString())
                .contains("--num-fewshot: expected numFewshot to be 0 for synthetic");
        assertThat(evaluate("--task", "wikitext", "--num-fewshot", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("--num-fewshot: expected 0 for wikitext");
        assertThat(evaluate("--task", "mmlu_physics")).isEqualTo(1);
        assertThat(err.toString()).contains("mmlu_high_school_physics", "found mmlu_physics");
    }

    @Test
    void wrongOptionsSayWhatWasExpected() {
        assertThat(evaluate("--task", "sums")).isEqualTo(1);
        assertThat(err.toString()).contains("--task: expected one of", "synthetic", "found sums");
        assertThat(evaluate("--task", "synthetic", "--limit", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("--limit: expected at least 1, found 0");
        assertThat(evaluate("--task", "synthetic", "--template", "mine")).isEqualTo(1);
        assertThat(err.toString()).contains("--template: expected one of harness, paper");
        assertThat(evaluate("--task", "synthetic", "--split", "none")).isEqualTo(1);
        assertThat(err.toString())
                .contains("--split: expected one of train, validation, test, found none");
    }

    @Test
    void everyInvalidPageIsReported(@TempDir Path folder) throws IOException {
        Path pages = folder.resolve("pages.jsonl");
        Files.writeString(pages, "{\"page\": 1}\n{}\n");
        assertThat(evaluate("--task", "wikitext", "--examples", pages.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("line 1: expected a text named page, found 1")
                .contains("line 2: expected a text named page, found none");
    }

    private int evaluate(String... options) {
        String[] command = {"model", "evaluate", "--model", "synthetic-base", "--json"};
        return command(
                Stream.of(Stream.of(command), Stream.of(options))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private int command(String... words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
