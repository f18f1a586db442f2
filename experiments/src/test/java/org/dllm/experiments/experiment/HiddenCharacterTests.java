package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.dllm.experiments.experiment.SpecDocumentTests.GSM8K;
import static org.dllm.experiments.experiment.SpecDocumentTests.errors;

import java.nio.file.Path;
import java.util.List;
import org.dllm.experiments.spec.PlainText;
import org.dllm.experiments.spec.SpecError;
import org.dllm.experiments.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Characters that change how a name is displayed, or that files or databases reject. */
class HiddenCharacterTests {

    @TempDir Path dataDir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\0",
                "\\u001b",
                "\\u0007",
                "\\x7f",
                "\\x9b",
                "\\u2028",
                "\\u2029",
                "\\ud83d",
                "\\udc00",
                "\\u202e",
                "\\u2066",
                "\\u200e",
                "\\u061c",
                "\\ufeff",
                "\\u200b",
                "\\U000e0041"
            })
    void areRefusedInEveryNameWithTheirCodePoint(String escape) {
        String bad = "\"a" + escape + "b\"";
        String digits = escape.replaceFirst("\\\\[uUx]?", "");
        String code = PlainText.codePoint(Integer.parseInt(digits, 16));
        for (String path :
                List.of(
                        "name",
                        "model.from",
                        "evaluate[0].task",
                        "evaluate[0].metric",
                        "data[0].split",
                        "data[0].set",
                        "method.type",
                        "resources.device")) {
            assertThat(all(GSM8K, path + "=" + bad))
                    .as(path)
                    .anySatisfy(error -> {
                        assertThat(error.path()).endsWith(path);
                        assertThat(error.got()).startsWith(code + " in ");
                    });
        }
        for (String text :
                List.of("variants: {%s: {}}", "sweep: {%s: [1]}", "lora: {%s: 1}", "%s: 1")) {
            assertThat(all(GSM8K.replaceFirst("lora: .*\n", "") + text.formatted(bad)))
                    .as(text)
                    .anySatisfy(error -> assertThat(error.got()).startsWith(code + " in "));
        }
        assertThat(all("model: {from: " + bad + "}\nname: a\nmethod: Dense\n"))
                .extracting(SpecError::path)
                .containsExactly("model.from");
        assertThat(all(GSM8K + "sweep: {model.from: [" + bad + "]}"))
                .extracting(SpecError::path)
                .containsExactly("sweep.model.from[0]");
    }

    @Test
    void areShownEscapedInEveryError() {
        assertThat(all(GSM8K, "name=\"\\u001b[31m\\u202e\""))
                .allSatisfy(error ->
                        assertThat(PlainText.hidden(error.message()))
                                .as(error.message())
                                .isEmpty());
        assertThat(new SpecError("\u001b", "\u0085", "a\u2028b").message())
                .isEqualTo("\\u001b: expected \\u0085, found a\\u2028b");
        assertThat(errors("a\u202eb: 1"))
                .allSatisfy(error -> assertThat(PlainText.hidden(error.message())).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Größe", "模型", "नमूना", "דגם", "👩‍🔬", "می‌خواهم", "e\u0301"})
    void wordsOfEveryScriptAreNames(String name) {
        assertThat(SpecDocument.parse(GSM8K, List.of("name=" + name)).name()).isEqualTo(name);
    }

    @Test
    void aDescriptionHasLinesOfAnyLengthAndNoOtherControlCharacters() {
        String lines =
                "description: |\n  first\n  second\twith a tab " + "x".repeat(100_000) + "\n";
        assertThat(SpecDocument.parse(GSM8K + lines, List.of()).plan()).hasSize(1);
        assertThat(errors(GSM8K + "description: \"a\\u001bb\""))
                .extracting(SpecError::path)
                .containsExactly("description");
    }

    @ParameterizedTest
    @CsvSource({"1e999", "-1e999"})
    void aNonFiniteOrHugeNumberIsRejectedWithItsPath(String number) {
        assertThat(errors(GSM8K, "seed=" + number))
                .extracting(SpecError::path)
                .containsExactly("seed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "train.steps", "lora.rank", "lora.scale", "train.optimizer.lr"})
    void aNumberOfManyDigitsIsRefusedWithItsPath(String path) {
        for (int digits : List.of(20, 99, 101, 309, 400, 999, 5000)) {
            List<SpecError> errors = all(GSM8K, path + "=" + "9".repeat(digits));
            if (digits > 100 || (!path.equals("lora.scale") && !path.endsWith("lr"))) {
                assertThat(errors)
                        .as("%s of %d digits", path, digits)
                        .singleElement()
                        .satisfies(error -> assertThat(error.path()).endsWith(path));
            }
        }
        assertThat(all(GSM8K.replace("steps: 500", "steps: " + "9".repeat(999))))
                .extracting(SpecError::path)
                .containsExactly("train.steps");
        assertThat(all(GSM8K + "sweep: {seed: [" + "9".repeat(90) + ", 1]}")).hasSize(1);
    }

    private List<SpecError> all(String text, String... sets) {
        SpecException refused =
                catchThrowableOfType(
                        SpecException.class,
                        () -> SpecDocument.parse(text, List.of(sets), dataDir));
        return refused == null ? List.of() : refused.errors();
    }
}
