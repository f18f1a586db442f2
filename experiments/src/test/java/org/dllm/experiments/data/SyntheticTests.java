package org.dllm.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SyntheticTests {

    private static final Path NO_FILES = Path.of("none");

    @Test
    void trainAndTestShareNoQuestion() {
        Set<String> train =
                prompts(Examples.of(new Synthetic(List.of(), 60_000, 0), NO_FILES, "train"));
        List<Example> test = Examples.of(new Synthetic(List.of(), 20_000, 1), NO_FILES, "test");
        assertThat(test).hasSizeGreaterThan(15_000);
        assertThat(Collections.disjoint(train, prompts(test))).isTrue();
    }

    @Test
    void settingsAreChosenOnQuestionsThatNothingTrainsOnOrReports() {
        Set<String> train =
                prompts(Examples.of(new Synthetic(List.of(), 60_000, 0), NO_FILES, "train"));
        Set<String> test =
                prompts(Examples.of(new Synthetic(List.of(), 20_000, 1), NO_FILES, "test"));
        List<Example> validation =
                Examples.of(new Synthetic(List.of(), 2000, 2), NO_FILES, "validation");
        assertThat(validation).hasSizeGreaterThan(1500);
        assertThat(Collections.disjoint(train, prompts(validation))).isTrue();
        assertThat(Collections.disjoint(test, prompts(validation))).isTrue();
    }

    @Test
    void theTestSplitHoldsNoQuestionTwice() {
        List<Example> test = Examples.of(new Synthetic(List.of(), 10_000, 0), NO_FILES, "test");
        assertThat(prompts(test)).hasSize(test.size());
    }

    @Test
    void aSmallDifficultyRunsOutAndTheSetIsShorter() {
        var adding = new Synthetic(List.of(new Addition(1, 1)), 1000, 0);
        List<Example> test = Examples.of(adding, NO_FILES, "test");
        assertThat(test).hasSizeBetween(5, 30); // three in twenty of 100 questions
        assertThat(Examples.of(adding, NO_FILES, "train")).hasSize(1000);
        Set<String> all = new HashSet<>(prompts(test));
        all.addAll(prompts(Examples.of(adding, NO_FILES, "validation")));
        all.addAll(prompts(Examples.of(adding, NO_FILES, "train")));
        assertThat(all).hasSize(100);
    }

    @Test
    void aDifficultyWithoutHeldOutQuestionsDropsOut() {
        var recall = new Synthetic(List.of(new Recall(1, 2)), 5, 0);
        for (String split : List.of("validation", "test")) {
            List<Example> held =
                    assertTimeoutPreemptively(
                            Duration.ofSeconds(30), () -> Examples.of(recall, NO_FILES, split));
            assertThat(held).hasSize(5).extracting(Example::steps).containsOnly(2);
        }
        assertThat(Examples.of(new Synthetic(List.of(new Recall(1, 1)), 10, 0), NO_FILES, "test"))
                .isEmpty();
    }

    @Test
    void aKindListedTwiceIsRefused() {
        assertThatThrownBy(() ->
                        new Synthetic(
                                List.of(new Chain(1, 2), new Sorting(3, 4), new Chain(5, 6)),
                                10,
                                0))
                .hasMessage("families to name each kind once, but they are chain, sorting, chain");
    }

    @Test
    void anyBeginningIsBalancedOverFamiliesAndDifficulties() {
        List<Example> first = Examples.of(new Synthetic(List.of(), 300, 0), NO_FILES, "test");
        var families =
                first.stream()
                        .collect(Collectors.groupingBy(Example::family, Collectors.counting()));
        assertThat(families.values()).containsOnly(60L).hasSize(5);
        var chains =
                first.stream()
                        .filter(example -> example.family().equals("chain"))
                        .collect(Collectors.groupingBy(Example::steps, Collectors.counting()));
        assertThat(chains.values()).containsOnly(10L).hasSize(6);
    }

    @Test
    void seedsDecideWhatIsDrawn() {
        String zero = hash(0);
        assertThat(hash(0)).isEqualTo(zero);
        assertThat(hash(1)).isNotEqualTo(zero);
    }

    /** Fails if a generator changes, because published results then need a new set name. */
    @Test
    void theSetEqualsThatOfPublishedResults() {
        assertThat(hash(0)).startsWith("cc0db9e51c67c4a4");
    }

    @Test
    void completionsGiveTheirAnswerBack() {
        var set = new Synthetic(List.of(), 2000, 0);
        for (Example example : Examples.of(set, NO_FILES, "train")) {
            assertThat(set.accepts(answer(set, example.completion()), example.answer())).isTrue();
        }
        assertThat(set.accepts(answer(set, "7 a+5=2"), "2")).isFalse();
        assertThat(set.accepts(answer(set, "7 a+5=2#2#2"), "2")).isFalse();
        assertThat(set.accepts(answer(set, ""), "")).isTrue();
    }

    @Test
    void charactersHaveTheirClass() {
        var set = new Synthetic(List.of(), 1, 0);
        assertThat(List.of("7", "k", "*", "#", " ", " a", "12", ";"))
                .map(set::tokenClass)
                .containsExactly(
                        TokenClass.DIGIT,
                        TokenClass.LETTER,
                        TokenClass.OPERATOR,
                        TokenClass.STRUCTURE,
                        TokenClass.STRUCTURE,
                        TokenClass.LETTER,
                        TokenClass.DIGIT,
                        TokenClass.STRUCTURE);
    }

    @Test
    void partsOfTheChainAreCounted() {
        ChainFormat format = new Synthetic(List.of(), 1, 0).format();
        assertThat(List.of("7", "7 ", "7 a+5=2", "7 a+5=2 ", "7 a+5=2#", "7 a+5=2#2"))
                .map(begun -> format.part(begun, "rest"))
                .containsExactly(0, 1, 1, 2, ChainFormat.ANSWER, ChainFormat.ANSWER);
    }

    @Test
    void aMarkBetweenTheLastStepAndTheAnswerOpensTheAnswer() {
        ChainFormat format = new Gsm8k(true).format();
        assertThat(format.part(" 1+1=2\n", "2+2=4\n#### 4")).isEqualTo(1);
        assertThat(format.part(" 1+1=2\n2+2=4", "\n#### 4")).isEqualTo(1);
        assertThat(format.part(" 1+1=2\n2+2=4\n", "#### 4")).isEqualTo(ChainFormat.ANSWER);
        assertThat(format.part(" 1+1=2\n2+2=4\n##", "## 4")).isEqualTo(ChainFormat.ANSWER);
    }

    @Test
    void anUnknownSplitIsRefused() {
        assertThatThrownBy(() -> Examples.of(new Synthetic(List.of(), 1, 0), NO_FILES, "valid"))
                .hasMessage(
                        "split to be one of train, validation, test, the splits of synthetic, but"
                                + " it is valid");
    }

    private static String hash(long seed) {
        var hash = new ContentHash();
        Examples.of(new Synthetic(List.of(), 1000, seed), NO_FILES, "train").forEach(hash::add);
        return hash.hex();
    }

    private static String answer(DatasetSpec set, String text) {
        return set.filters().getFirst().extract(text);
    }

    private static Set<String> prompts(List<Example> examples) {
        return examples.stream().map(Example::prompt).collect(Collectors.toSet());
    }
}
