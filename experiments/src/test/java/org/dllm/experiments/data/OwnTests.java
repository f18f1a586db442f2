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
        return set(mapping).load(folder, "train").getFirst();
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
        assertThatThrownBy(() -> set.load(folder, "train"))
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
        assertThatThrownBy(() -> set("prompt: '{q}', answer: '{a}'").load(folder, "train"))
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
            })
    void anImpossibleMappingIsRejected(String mapping, String message) {
        assertThatThrownBy(() -> set(mapping)).hasMessageContaining(message);
    }
}
