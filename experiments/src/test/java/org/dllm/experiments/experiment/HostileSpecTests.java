package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.dllm.experiments.experiment.SpecDocumentTests.GSM8K;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents of less than 1 MB that would cost excessive time or memory. */
class HostileSpecTests {

    private static final int MOST_TEXT = 100_000;

    private static final String NAME =
            "a text of 1 to 100 characters without slash, backslash, semicolon or percent sign";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data | 1 | 450000",
                "data | {} | 330000",
                "evaluate | {} | 330000",
                "evaluate | [] | 330000",
                "seed | 1 | 450000",
                "lora.targets | q | 450000",
                "method.layers | 1 | 450000",
                "data[0].set.families | Chain | 160000",
                "sweep.seed | 1 | 450000",
                "variants.a.data | {} | 330000",
                "unknown | {} | 330000",
                "description | 1 | 450000"
            })
    void entriesOfAListAreCountedAndNotBuilt(String path, String entry, int count) {
        String list = "[" + repeated(count, _ -> entry) + "]";
        SpecException refused = refused(nested(path, list));
        assertThat(refused.errors())
                .contains(new SpecError(path, "at most 1000 entries", "far more"));
        assertThat(refused.getMessage()).hasSizeLessThan(5000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "variants | {} | 40000",
                "sweep | [1] | 30000",
                "lora | 1 | 40000",
                "variants.a | {} | 40000",
                "data[0].set | [] | 40000",
                "unknown | {} | 40000"
            })
    void namesOfAnObjectAreCountedAndNotBuilt(String path, String value, int count) {
        String object = "{" + repeated(count, i -> "n" + i + ": " + value) + "}";
        SpecException refused = refused(nested(path, object));
        assertThat(refused.errors())
                .contains(new SpecError(path, "at most 1000 names", "%d names".formatted(count)));
        assertThat(refused.getMessage()).hasSizeLessThan(5000);
    }

    @Test
    void aListThatIsTooLongHidesNoOtherError() {
        String data = "[" + repeated(1001, _ -> "1") + "]";
        assertThat(refused("name: 3\nmodel: {from: b}\nmethod: Dense\ndata: " + data).errors())
                .containsExactly(
                        new SpecError("data", "at most 1000 entries", "1001 entries"),
                        new SpecError("name", NAME, "3"));
    }

    static Stream<String> hostile() {
        String thousand = repeated(1000, _ -> "{}");
        String seeds = IntStream.range(0, 1000).boxed().toList().toString();
        String variants = "variants: {" + repeated(1000, i -> "v" + i + ": {%s}") + "}\n";
        String bomb =
                "a: &a [x, x]\n"
                        + IntStream.range(0, 60)
                                .mapToObj(i -> "b%d: &b%d [*a, *a, *a]\n".formatted(i, i))
                                .collect(Collectors.joining());
        return Stream.of(
                "unknown: [" + repeated(900, _ -> "[" + thousand.substring(0, 1000) + "]") + "]",
                "sweep: {" + repeated(1000, i -> "p" + i + ": [0, 1]") + "}",
                "sweep: {" + repeated(19, i -> "p" + i + ": " + seeds.substring(0, 50) + "]") + "}",
                "sweep: {seed: %s, data: [[%s], [1]]}".formatted(seeds, thousand),
                "sweep: {seed: %s, method.rateOf: [a]}".formatted(seeds),
                variants.replace("%s", "evaluate: [{}, 1, a, {task: 1, set: 1}]"),
                variants.replace("%s", "method: {type: RandomSkip, rateOf: nobody}"),
                variants.replace("%s", "name: other, unknown: 1"),
                variants.replace("%s", "data: [{set: gsm8k, split: test}]"),
                "variants: {" + repeated(1000, i -> "v".repeat(90) + i + ": {a: 1}") + "}",
                "[".repeat(900_000),
                "{a: ".repeat(200_000),
                "x: " + "[".repeat(400) + "]".repeat(400),
                "- ".repeat(400_000),
                bomb,
                "a: &a 1\nb: ["
                        + repeated(990, _ -> "*a")
                        + "]\nc: ["
                        + repeated(990, _ -> "*a")
                        + "]",
                "x".repeat(900_000) + ": 1",
                "? " + "x".repeat(900_000),
                "name: " + "x".repeat(900_000),
                "model: {from: /" + "x".repeat(900_000) + "}",
                "seed: " + "9".repeat(900_000),
                "lora: {scale: 0." + "1".repeat(900_000) + "}",
                "train: {steps: " + "9".repeat(999) + "}",
                "evaluate: [" + repeated(1000, _ -> "{task: gsm8k}") + "]",
                "data: ["
                        + repeated(1000, _ -> "{set: gsm8k, split: test}")
                        + "]\nevaluate: ["
                        + repeated(1000, i -> "{task: t%d, set: gsm8k}".formatted(i))
                        + "]");
    }

    @ParameterizedTest
    @MethodSource
    void hostile(String text) {
        assertThat(refused(text).getMessage()).hasSizeLessThan(MOST_TEXT);
    }

    @Test
    void aHundredErrorsAreReportedAndTheOthersCounted() {
        SpecException refused =
                refused(GSM8K + "variants: {" + repeated(700, i -> "v" + i + ": 1") + "}");
        assertThat(refused.errors()).hasSize(100);
        assertThat(refused.more()).isEqualTo(600);
        assertThat(refused.getMessage()).endsWith("\nand 600 more errors");
    }

    @Test
    void errorsBeyondTheLimitAreCounted() {
        String wrong = "evaluate: [" + repeated(60, _ -> "1") + "]";
        SpecException refused =
                refused(
                        GSM8K
                                + "variants: {"
                                + repeated(900, i -> "v%d: {%s}".formatted(i, wrong))
                                + "}");
        assertThat(refused.errors()).hasSize(100);
        assertThat(refused.more()).isEqualTo(900 * 60 - 100);
    }

    @Test
    void runsThatAreTooLargeTogetherAreRefusedBeforeTheyAreBuilt() {
        String data = "data: [" + repeated(1000, _ -> "{set: {type: Synthetic}}") + "]\n";
        String seeds = IntStream.range(0, 1000).boxed().toList().toString();
        SpecException refused =
                refused(
                        "name: a\nmodel: {from: b}\nmethod: Dense\n"
                                + data
                                + "sweep: {seed: "
                                + seeds
                                + "}");
        assertThat(refused.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.path()).isEqualTo("variants and sweep"))
                .satisfies(error -> assertThat(error.got()).startsWith("1000 runs of "));
    }

    @Test
    void aThousandRunsOfATypicalSpecAreAccepted() {
        String seeds = IntStream.range(0, 1000).boxed().toList().toString();
        assertThat(SpecDocument.parse(GSM8K + "sweep: {seed: " + seeds + "}", List.of()).plan())
                .hasSize(1000);
    }

    @Test
    void aChangeHasTheSameLimitsAsADocument() {
        String set = "data=[" + repeated(2000, _ -> "1") + "]";
        assertThat(refused(GSM8K, set).errors())
                .contains(new SpecError("--set data", "at most 1000 entries", "2000 entries"));
        String[] sets =
                IntStream.range(0, 1001)
                        .mapToObj("train.steps=%d"::formatted)
                        .toArray(String[]::new);
        assertThat(refused(GSM8K, sets).errors())
                .containsExactly(new SpecError("--set", "at most 1000 changes", "1001 changes"));
    }

    private static String repeated(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(", "));
    }

    /** {@code data[0].set} as {@code data: [{set: …}]}. */
    private static String nested(String path, String value) {
        String text = value;
        String[] names = path.replace("[0]", ".0").split("\\.", -1);
        for (int i = names.length - 1; i > 0; i--) {
            text = names[i].equals("0") ? "[" + text + "]" : "{" + names[i] + ": " + text + "}";
        }
        return names[0] + ": " + text;
    }

    private static SpecException refused(String text, String... sets) {
        return catchThrowableOfType(
                SpecException.class, () -> SpecDocument.parse(text, List.of(sets)));
    }
}
