package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.data.Examples;
import org.dllm.experiments.data.Family;
import org.dllm.experiments.data.Synthetic;
import org.dllm.experiments.model.tokenizer.CharTokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training and evaluation inputs begin with the same tokens as interactive prompts. */
class EncodedExampleTests {

    private static final Generate TASK =
            new Generate(
                    "t",
                    new Synthetic(List.of(), 5, 0),
                    "test",
                    "harness",
                    "exact_match",
                    5,
                    1,
                    1,
                    null);

    @Test
    void aModelWithABeginTokenReadsIt() {
        try (var tokenizer =
                Tokenizers.of(new TokenizerSource.Json(CharTokenizer.json(Family.ALPHABET)))) {
            assertThat(begin(tokenizer)).isEqualTo(tokenizer.bos().orElseThrow());
        }
    }

    @Test
    @Tag("data")
    void aModelWithoutABeginTokenReadsNone() throws Exception {
        Path file =
                Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")))
                        .resolve("models/smollm2-135m/tokenizer.json");
        try (var tokenizer = Tokenizers.of(new TokenizerSource.HuggingFaceFile(file))) {
            assertThat(tokenizer.bos()).isPresent();
            assertThat(begin(tokenizer)).isNotEqualTo(tokenizer.bos().orElseThrow());
        }
    }

    /** The first token of all examples. */
    private static int begin(Tokenizer tokenizer) {
        var examples = Examples.of(TASK.set(), Path.of("."), TASK.split());
        List<EncodedExample> encoded =
                examples.stream()
                        .map(e -> ((Generate.Prompted) TASK.question(0, e, tokenizer)).encoded())
                        .toList();
        for (int i = 0; i < encoded.size(); i++) {
            int[] prompt = tokenizer.encodePrompt(examples.get(i).prompt());
            assertThat(encoded.get(i).prompt()).isEqualTo(prompt);
            assertThat(encoded.get(i).ids().length)
                    .isEqualTo(
                            prompt.length
                                    + tokenizer.encode(examples.get(i).completion()).length
                                    + 1);
        }
        return Arrays.stream(encoded.getFirst().ids()).findFirst().orElseThrow();
    }
}
