package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.Prompt;
import org.junit.jupiter.api.Test;

class SpeedPromptsTests {

    private static Example question(String prompt) {
        return new Example(prompt, "any", 1, prompt, "", "", "answer");
    }

    /** The texts of prompts that have {@code tokens} tokens after the begin token. */
    private static List<String> texts(int batch, int tokens, Example... examples) {
        try (var tokenizer = new ByteTokenizer()) {
            List<Prompt> prompts =
                    SpeedPrompts.of(List.of(examples).iterator(), tokenizer, batch, 1 + tokens);
            assertThat(prompts).extracting(Prompt::sequence).doesNotHaveDuplicates();
            return prompts.stream()
                    .map(Prompt::ids)
                    .map(ids -> tokenizer.decode(Arrays.copyOfRange(ids, 1, ids.length)))
                    .toList();
        }
    }

    @Test
    void promptsAreJoinedAndCutToTheirLength() {
        assertThat(texts(2, 6, question("abc"), question("1234567"), question("defgh")))
                .containsExactly("abcdef", "123456");
    }

    @Test
    void aPromptRepeatsItsTextIfThereAreTooFewExamples() {
        try (var tokenizer = new ByteTokenizer()) {
            int[] once = tokenizer.encodePrompt("abc");
            int[] ids =
                    SpeedPrompts.of(List.of(question("abc")).iterator(), tokenizer, 1, 8)
                            .getFirst()
                            .ids();
            assertThat(Arrays.copyOf(ids, 4)).isEqualTo(once);
            assertThat(Arrays.copyOfRange(ids, 4, 8)).isEqualTo(once);
        }
    }

    @Test
    void aPromptWithoutAnExampleHasTheTextOfAnotherOne() {
        assertThat(texts(3, 2, question("abc"), question("12"))).containsExactly("ab", "12", "ab");
    }

    @Test
    void aTextWithoutAPromptIsRead() {
        assertThat(texts(1, 4, Example.text("t", "texts", "a text", "a text")))
                .containsExactly("a te");
    }

    @Test
    void noMoreExamplesAreReadThanNeeded() {
        try (var tokenizer = new ByteTokenizer();
                Stream<Example> endless = Stream.generate(() -> question("abc"))) {
            assertThat(SpeedPrompts.of(endless.iterator(), tokenizer, 2, 50)).hasSize(2);
        }
    }
}
