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
        Example kept = new Gsm8k(true).load(folder, "train").getFirst();
        assertThat(kept.prompt())
                .isEqualTo("Question: Natalia sold clips to 48 friends. How many?\nAnswer:");
        assertThat(kept.answer()).isEqualTo("1072");
        assertThat(kept.steps()).isEqualTo(2);
        assertThat(kept.completion()).contains("<<48/2=24>>").endsWith("\n#### 1072");
        Example stripped = new Gsm8k(false).load(folder, "train").getFirst();
        assertThat(stripped.chain()).isEqualTo("She sold 48/2 = 24 in May.\nIn all 48+24 = 1,072.");
    }

    @Test
    void aDamagedRecordIsNamedByFileAndLine() throws IOException {
        write("test", RECORD + "{\"question\": 5}\n");
        assertThatThrownBy(() -> new Gsm8k(true).load(folder, "test"))
                .hasMessageContaining("test.jsonl line 2")
                .hasMessageContaining("question");
    }

    @ParameterizedTest
    @ValueSource(strings = {"twelve", "", "1e5", "12 or 13"})
    void anAnswerThatNoModelCouldMatchIsNamedByFileAndLine(String answer) throws IOException {
        write("test", RECORD + RECORD.replace("#### 1,072", "#### " + answer));
        assertThatThrownBy(() -> new Gsm8k(true).load(folder, "test"))
                .hasMessageEndingWith(
                        "test.jsonl line 2: expected a number after ####, but got \"%s\""
                                .formatted(answer));
    }

    @Test
    void aLineThatIsCutShortIsNamed() throws IOException {
        write("test", "{\"question\": \"How\n");
        assertThatThrownBy(() -> new Gsm8k(true).load(folder, "test"))
                .hasMessageMatching(
                        ".*test.jsonl line 1: expected a JSON object, but Unexpected"
                                + " end-of-input[^\n]*");
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        write("test", RECORD);
        Path file = folder.resolve("data").resolve("gsm8k").resolve("test.jsonl");
        Files.write(file, new byte[] {'{', (byte) 0xFF, '}'});
        assertThatThrownBy(() -> new Gsm8k(true).load(folder, "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gsm8k wants text in UTF-8, but %s is not".formatted(file));
    }

    @Test
    void anAbsentFileIsNamed() {
        assertThatThrownBy(() -> new Gsm8k(true).load(folder, "train"))
                .hasMessageContaining("train.jsonl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "so 5+3=8.\\n#### 8 | 8",
                "#### 1,234.50 dollars\\nQuestion: and 2+2?\\nAnswer: #### 4 | 1234.50",
                "#### $ 70,000. | 70000",
                "#### -12 | -12",
                "The total is 42 apples | 42",
                "5-3 is 2, so 10-7 | 7",
                "It is minus four | ''",
                "5 then #### none | 5",
            })
    void theAnswerIsTheNumberAfterTheFirstMarkOrTheLastNumber(String text, String answer) {
        assertThat(new Gsm8k(true).answerIn(text.replace("\\n", "\n"))).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "72,72.0,true",
        "72,72.000001,true",
        "72,72.0001,false",
        "'',72,false",
        "x,x,false"
    })
    void answersAreComparedAsNumbers(String left, String right, boolean equal) {
        assertThat(new Gsm8k(true).accepts(left, right)).isEqualTo(equal);
    }

    @Test
    @Tag("data")
    void everyAnswerOfTheRealSetParsesAndSplitsAreDisjoint() {
        Path data = Path.of(System.getenv("DLLM_DATA_DIR"));
        var set = new Gsm8k(false);
        List<Example> train = set.load(data, "train");
        List<Example> test = set.load(data, "test");
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
        assertThat(set.accepts(set.answerIn(example.completion()), example.answer())).isTrue();
        assertThat(example.steps()).as(example.id()).isPositive();
        assertThat(example.chain()).doesNotContain("<<");
    }

    private void write(String split, String text) throws IOException {
        Path set = Files.createDirectories(folder.resolve("data").resolve("gsm8k"));
        Files.writeString(set.resolve(split + ".jsonl"), text);
    }
}
