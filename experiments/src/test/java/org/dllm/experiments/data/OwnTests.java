package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecTrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnTests {

    @TempDir Path folder;

    /** Public because the binder requires it. */
    public record Holder(DatasetSpec set) {}

    private static DatasetSpec set(String mapping) {
        String set = "{set: {type: Own, name: mine, files: [{file: a.jsonl}], " + mapping + "}}";
        return SpecBinder.bind(SpecTrees.parse(set), Holder.class).set();
    }

    private Example only(String mapping, String record) {
        Fixtures.write(folder, "mine", "a.jsonl", record);
        return Examples.of(set(mapping), folder, "train").getFirst();
    }

    @Test
    void fieldsStandForTheRecordsValues() {
        Example example =
                only(
                        "prompt: 'Q: {meta.q} {{{n[1]}}}', answer: '{yes}'",
                        "{\"meta\": {\"q\": \"why\"}, \"n\": [1, 2.5], \"yes\": true}");
        assertThat(example.prompt()).isEqualTo("Q: why {2.5}");
        assertThat(example.completion()).isEqualTo(" true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "answer: '{gold}', choices: ['{a}', '{b}'] | 1",
                "answer: '{gold}', choices: ['{both}'] | 1",
                "answer: '{letter}', choices: ['{both}'], labels: [A, B] | \"?\"",
                "answer: '{text}', choices: ['{both}'] | \"?\"",
            })
    void theCorrectChoiceIsGivenByIndexLabelOrText(String mapping, String gold) {
        Example example =
                only(
                        "prompt: '{q}', " + mapping,
                        "{\"q\": \"Q\", \"a\": \"x\", \"b\": \"y\", \"both\": [\"x\", \"y\"],"
                                + " \"letter\": \"B\", \"text\": \"y\", \"gold\": "
                                + gold
                                + "}");
        assertThat(example.choices()).isEqualTo(new Choices(" ", List.of("x", "y"), 1));
        assertThat(example.completion()).isEqualTo(" y");
        assertThat(set("prompt: '{q}', " + mapping).defaultTask().kind())
                .isEqualTo(DefaultTask.Kind.CHOOSE);
    }

    @Test
    void anAnswerThatIsBothAnIndexAndATextIsRefused() {
        String numbers = "prompt: '{q}', answer: '{a}', choices: ['{c}']";
        String record = "{\"q\": \"Q\", \"a\": \"2\", \"c\": [\"2\", \"3\", \"%s\"]}";
        assertThatThrownBy(() -> only(numbers, record.formatted("4")))
                .hasMessageContaining(
                        "line 1: expected an answer that names one choice, but \"2\" is the index"
                                + " of \"4\" and the text of choice 0: declare labels");
        assertThat(only(numbers + ", labels: ['0', '1', '2']", record.formatted("4")).answer())
                .isEqualTo("4");
        String text = "{\"q\": \"Q\", \"a\": 42, \"c\": [\"17\", \"42\"]}";
        assertThat(only(numbers, text).choices().gold()).isEqualTo(1);
        String both = "{\"q\": \"Q\", \"a\": 1, \"c\": [\"0\", \"1\"]}";
        assertThat(only(numbers, both).choices().gold()).isEqualTo(1);
    }

    @Test
    void textAfterAListIsRefused() {
        DatasetSpec set = set("prompt: '{q}', answer: '{a}'");
        for (String more : List.of("\n[{\"q\": 3, \"a\": 4}]", "\n{\"q\": 3, \"a\": 4}", "\n]")) {
            Fixtures.write(folder, "mine", "a.jsonl", "[{\"q\": 1, \"a\": 2}]" + more);
            assertThatThrownBy(() -> Examples.of(set, folder, "train"))
                    .hasMessageContaining("a.jsonl line 2: expected");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"q\": 1, \"a\": 2}", "[{\"q\": 1, \"a\": 2}]"})
    void aByteOrderMarkIsSkipped(String text) {
        Example example = only("prompt: '{q}', answer: '{a}'", "\ufeff" + text);
        assertThat(example.answer()).isEqualTo("2");
    }

    @Test
    void aNumberIsFoundBehindItsMark() {
        Example example =
                only(
                        "prompt: '{q}', answer: '{a}', completion: '{why}\n"
                                + "#### {a}', scoring: number",
                        "{\"q\": \"Q\", \"why\": \"3 and 4\", \"a\": 7}");
        assertThat(example.answer()).isEqualTo("7");
        assertThat(example.completion()).endsWith("#### 7");
    }

    @Test
    void textsAloneHaveNoPrompt() {
        Example example = only("completion: '{page}'", "{\"page\": \"one two\"}");
        assertThat(example.prompt()).isEmpty();
        assertThat(example.original()).isEqualTo(new Original(2, 7));
    }

    @Test
    void everyBadRowIsListedWithFileAndLine() {
        String rows =
                """
                {"q": "a", "a": 0, "c": ["x", "y"]}
                {"q": "a", "a": 2, "c": ["x", "y"]}
                {"q": "a", "a": 0
                {"a": 0, "c": ["x", "y"]}
                {"q": "a", "a": 0, "c": "x"}
                """;
        Fixtures.write(folder, "mine", "a.jsonl", rows);
        Path file = folder.resolve("data/mine/a.jsonl");
        DatasetSpec set = set("prompt: '{q}', answer: '{a}', choices: ['{c}']");
        assertThatThrownBy(() -> Examples.of(set, folder, "train"))
                .message()
                .satisfies(message ->
                        assertThat(message.lines().map(line -> line.replace(file.toString(), "F")))
                                .satisfiesExactly(
                                        line ->
                                                assertThat(line)
                                                        .isEqualTo(
                                                                "F line 2: expected an answer that"
                                                                        + " is one of 0, 1, found"
                                                                        + " \"2\""),
                                        line ->
                                                assertThat(line)
                                                        .startsWith(
                                                                "F line 3: expected a JSON object,"
                                                                        + " but Unexpected"
                                                                        + " end-of-input"),
                                        line ->
                                                assertThat(line)
                                                        .isEqualTo(
                                                                "F line 4: expected a text, a"
                                                                        + " number or a truth value"
                                                                        + " named q, found none"),
                                        line ->
                                                assertThat(line)
                                                        .isEqualTo(
                                                                "F line 5: expected a list named c,"
                                                                        + " found \"x\"")));
    }

    @Test
    void aRecordOfAListIsNamedByTheLineThatItBeginsOn() {
        Fixtures.write(folder, "mine", "a.jsonl", "[\n {\"q\": 1, \"a\": 2},\n\n {\"q\": 1}\n]");
        assertThatThrownBy(() -> Examples.of(set("prompt: '{q}', answer: '{a}'"), folder, "train"))
                .hasMessageContaining("line 4: expected a text, a number or a truth value named a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt: '{q}' | prompt and answer, or only completion for texts",
                "answer: '{q}' | prompt and answer, or only completion for texts",
                "prompt: '{q', answer: x | has another brace at character 1",
                "prompt: '{q}', answer: x, scoring: fuzzy | one of exact, number",
                "prompt: '{q}', answer: x, choices: [x, y], completion: x | without a completion",
                "prompt: '{q}', answer: x, labels: [x, y] | labels only together with choices",
            })
    void anImpossibleMappingIsRejected(String mapping, String message) {
        assertThatThrownBy(() -> set(mapping)).hasMessageContaining(message);
    }
}
