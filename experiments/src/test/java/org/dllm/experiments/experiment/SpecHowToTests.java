package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.routing.Estimator;
import org.dllm.experiments.routing.RouterInput;
import org.junit.jupiter.api.Test;

class SpecHowToTests {

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static final String LEAST =
            """
            name: whole
            model: {from: synthetic-base}
            method: {type: Dllm, target: 0.5}
            lora: {}
            data: [{set: {type: Synthetic}}]
            train: {steps: 100}
            evaluate: [{task: synthetic, set: {type: Synthetic}}]
            """;

    @Test
    void theWholeSpecOfThePageSaysTheDefaults() throws IOException {
        assertThat(SpecJson.canonical(parse(blocks().get(0)).plan().getFirst().spec()))
                .isEqualTo(SpecJson.canonical(parse(LEAST).plan().getFirst().spec()));
    }

    @Test
    void theVariantsAndTheSweepOfThePageAreRuns() throws IOException {
        var document = parse(LEAST + blocks().get(1));
        assertThat(document.plan()).hasSize(3 * 3 * 2);
        assertThat(document.plan().getLast().rateOf())
                .hasValueSatisfying(of -> assertThat(of).startsWith("d-llm"));
    }

    @Test
    void theDataSetsAndScalesOfThePageAreRuns() throws IOException {
        String text = LEAST.replaceAll("(?m)^(data|evaluate): .*\n", "") + blocks().get(2);
        var document = parse(text);
        assertThat(document.plan()).hasSize(2 * 2);
        assertThat(document.plan().getLast().rateOf()).contains("boolq/d-llm");
        assertThat(SpecDocument.parse(text, List.of("scale=lab")).plan()).hasSize(2 * 2 * 2);
    }

    @Test
    void theThresholdsAndWaysOfTrainingOfThePageAreValid() throws IOException {
        String method = "method: {type: Dllm, target: 0.5}\n";
        var swept = parse(LEAST.replace(method, blocks().get(3))).plan().getFirst().spec();
        assertThat(swept.evaluations()).hasSize(5);
        var staged = parse(LEAST.replace("train: {steps: 100}\n", blocks().get(5)));
        assertThat(staged.plan().getFirst().spec().train().distill()).isNotNull();
    }

    @Test
    void theMeasurementOfSpeedOfThePageSaysTheDefaults() throws IOException {
        var whole = parse(LEAST + blocks().get(4)).plan().getFirst().spec();
        assertThat(whole.speed())
                .isNotNull()
                .isEqualTo(parse(LEAST + "speed: {}").plan().getFirst().spec().speed());
    }

    @Test
    void theMethodsOfThePageAreValid() throws IOException {
        List<String> labels =
                blocks().subList(6, 9).stream()
                        .map(method -> LEAST.replace("method: {type: Dllm, target: 0.5}\n", method))
                        .map(text -> parse(text).plan().getFirst().spec().method().text().label())
                        .toList();
        assertThat(labels).containsExactly("MoD", "Shortened-LLaMA, perplexity", "AdaInfer");
    }

    @Test
    void theOptionsOfThePageBindAndTheirTextNamesAllKinds() throws IOException {
        String method = blocks("router-options.md").getFirst();
        String text = LEAST.replace("method: {type: Dllm, target: 0.5}\n", method);
        assertThat(parse(text).plan().getFirst().spec().method()).isInstanceOf(Dllm.class);
        String page = Files.readString(Path.of("../docs/how-to/router-options.md"));
        assertThat(
                        Stream.of(RouterInput.class, Estimator.class)
                                .flatMap(kinds -> Stream.of(kinds.getPermittedSubclasses())))
                .allSatisfy(
                        kind -> assertThat(page).contains("| `" + kind.getSimpleName() + "` |"));
    }

    @Test
    void theDataOfTheOtherPagesCanBeTrainedOn() throws IOException {
        for (String page : List.of("dataset.md", "own-data.md")) {
            String data = blocks(page).getFirst();
            assertThat(parse(LEAST.replace("data: [{set: {type: Synthetic}}]\n", data)).plan())
                    .as(page)
                    .hasSize(1);
        }
    }

    @Test
    void theSpecOfTheReadmeIsValid() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String yaml = YAML.matcher(readme).results().findFirst().orElseThrow().group(1);
        assertThat(parse(yaml).plan()).hasSize(1);
    }

    private static SpecDocument parse(String text) {
        return SpecDocumentSchemaTests.taken(SpecDocument.parse(text, List.of()));
    }

    private static List<String> blocks() throws IOException {
        return blocks("spec.md");
    }

    private static List<String> blocks(String page) throws IOException {
        String text = Files.readString(Path.of("../docs/how-to", page));
        return YAML.matcher(text).results().map((MatchResult block) -> block.group(1)).toList();
    }
}
