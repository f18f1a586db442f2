package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Gsm8kTests {

    private static final String RECORD =
            """
            {"question": "Natalia sold clips to 48 friends. How many?", "answer": "She sold 48/2 = <<48/2=24>>24 in May.\\nIn all 48+24 = <<48+24=72>>1,072.\\n#### 1,072"}
            """;

    @TempDir Path folder;

    @Test
    void recordsBecomeExamples() throws IOException {
        write("train", RECORD);
        Example kept = Examples.of(new Gsm8k(true), folder, "train").getFirst();
        assertThat(kept.prompt())
                .isEqualTo("Question: Natalia sold clips to 48 friends. How many?\nAnswer:");
        assertThat(kept.answer()).isEqualTo("1072");
        assertThat(kept.steps()).isEqualTo(2);
        assertThat(kept.completion())
                .isEqualTo(
                        " She sold 48/2 = <<48/2=24>>24 in May.\nIn all 48+24 ="
                                + " <<48+24=72>>1,072.\n#### 1,072");
        Example stripped = Examples.of(new Gsm8k(false), folder, "train").getFirst();
        assertThat(stripped.chain()).isEqualTo("She sold 48/2 = 24 in May.\nIn all 48+24 = 1,072.");
        assertThat(stripped.completion()).isEqualTo(" " + stripped.chain() + "\n#### 1,072");
    }

    @Test
    void aDamagedRecordIsNamedByFileAndLine() throws IOException {
        write("test", RECORD + "{\"question\": 5}\n");
        assertThatThrownBy(() -> Examples.of(new Gsm8k(true), folder, "test"))
                .hasMessageContaining("test.jsonl line 2")
                .hasMessageContaining("question");
    }

    @ParameterizedTest
    @ValueSource(strings = {"twelve", "", "1e5", "12 or 13"})
    void anAnswerThatNoModelCouldMatchIsNamedByFileAndLine(String answer) throws IOException {
        write("test", RECORD + RECORD.replace("#### 1,072", "#### " + answer));
        assertThatThrownBy(() -> Examples.of(new Gsm8k(true), folder, "test"))
                .hasMessageEndingWith(
                        "test.jsonl line 2: expected a number after ####, found \"%s\""
                                .formatted(answer));
    }

    @Test
    void aLineThatIsCutShortIsNamed() throws IOException {
        write("test", "{\"question\": \"How\n");
        assertThatThrownBy(() -> Examples.of(new Gsm8k(true), folder, "test"))
                .hasMessageMatching(
                        ".*test.jsonl line 1: expected a JSON object, but Unexpected"
                                + " end-of-input[^\n]*");
    }

    @Test
    void aFileThatIsNotTextIsNamed() throws IOException {
        write("test", RECORD);
        Path file = folder.resolve("data").resolve("gsm8k").resolve("test.jsonl");
        Files.write(file, new byte[] {'{', (byte) 0xFF, '}'});
        assertThatThrownBy(() -> Examples.of(new Gsm8k(true), folder, "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s: expected text in UTF-8, but it is not".formatted(file));
    }

    @Test
    void anAbsentFileIsNamed() {
        assertThatThrownBy(() -> Examples.of(new Gsm8k(true), folder, "train"))
                .hasMessageContaining("train.jsonl");
    }

    /** Texts and extractions of lm-evaluation-harness 0.4.13. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "so 5+3=8.\\n#### 8 | 8 | 8",
                "#### 1,234.50 dollars\\nQuestion: 2+2?\\nAnswer: #### 4 | 1,234.50 | 4",
                "#### $ 70,000. | [invalid] | 70,000.",
                "#### $70,000 | [invalid] | $70,000",
                "#### -12 | -12 | -12",
                "The total is 42 apples | [invalid] | 42",
                "5-3 is 2, so 10-7 | [invalid] | -7",
                "It is minus four | [invalid] | [invalid]",
                "5 then #### none | [invalid] | 5",
                "2 * 2 = 4 bolts. | [invalid] | 4",
                "3 bolts of fibre... | [invalid] | ...",
            })
    void answersAreExtractedAsTheHarnessDoes(String text, String strict, String flexible) {
        List<Filter> filters = new Gsm8k(true).filters();
        assertThat(filters)
                .extracting(Filter::name)
                .containsExactly("strict-match", "flexible-extract");
        assertThat(filters)
                .extracting(filter -> filter.extract(text.replace("\\n", "\n")))
                .containsExactly(strict, flexible);
    }

    @ParameterizedTest
    @CsvSource({
        "72,72,true",
        "72.,72,true",
        "'$1,072',1072,true",
        "x #### 72,72,true",
        "72.0,72,false",
        "'',72,false",
        "[invalid],72,false"
    })
    void answersAreEqualButForCommasDollarsAndAFullStop(
            String extracted, String gold, boolean equal) {
        assertThat(new Gsm8k(true).accepts(extracted, gold)).isEqualTo(equal);
    }

    @Test
    void thePaperTemplateIsAnInstruction() throws IOException {
        write("train", RECORD);
        try (var examples = new Gsm8k(true).read(folder, "train", Template.PAPER)) {
            Example example = examples.findFirst().orElseThrow();
            assertThat(example.prompt())
                    .isEqualTo(
                            """
                            Below is an instruction that describes a task. Write a response that appropriately completes the request.

                            ### Instruction:
                            Natalia sold clips to 48 friends. How many?

                            ### Response:\
                            """);
            assertThat(example.completion()).startsWith("She sold 48/2 = <<48/2=24>>24 in May.");
        }
    }

    @Test
    void everyInvalidRecordIsListed() throws IOException {
        write("test", "{\n" + RECORD + "\n{\"question\": 5}\n" + "{}\n".repeat(30));
        assertThatThrownBy(() -> Examples.of(new Gsm8k(true), folder, "test"))
                .message()
                .satisfies(message -> {
                    assertThat(message.lines()).hasSize(21);
                    assertThat(message)
                            .contains("test.jsonl line 1: expected a JSON object")
                            .contains("line 4: expected a text named question, found 5")
                            .contains("line 5: expected a text named question, found none")
                            .endsWith("and 12 more invalid records");
                });
    }

    @Test
    @Tag("data")
    void everyAnswerOfTheRealSetParsesAndSplitsAreDisjoint() {
        Path data = Path.of(System.getenv("DLLM_DATA_DIR"));
        var set = new Gsm8k(false);
        List<Example> train = Examples.of(set, data, "train");
        List<Example> test = Examples.of(set, data, "test");
        assertThat(train).hasSize(7473);
        assertThat(test).hasSize(1319);
        var prompts = new HashSet<String>();
        for (Example example : train) {
            prompts.add(example.prompt());
            check(set, example);
        }
        for (Example example : test) {
            assertThat(prompts.contains(example.prompt())).as(example.id()).isFalse();
            check(set, example);
        }
    }

    private static void check(Gsm8k set, Example example) {
        assertThat(Double.parseDouble(example.answer())).isFinite();
        assertThat(set.filters())
                .allMatch(filter ->
                        set.accepts(filter.extract(example.completion()), example.answer()));
        assertThat(example.steps()).as(example.id()).isPositive();
        assertThat(example.chain()).doesNotContain("<<");
    }

    private void write(String split, String text) throws IOException {
        Path set = Files.createDirectories(folder.resolve("data").resolve("gsm8k"));
        Files.writeString(set.resolve(split + ".jsonl"), text);
    }
}
