package org.dllm.experiments.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.model.tokenizer.TokenizerSource.GgufVocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTokenizerTests {

    @TempDir private Path folder;

    private GgufVocabulary vocabulary(Map<String, Object> more) throws IOException {
        var entries = new LinkedHashMap<String, Object>(more);
        entries.put("tokenizer.ggml.model", "gpt2");
        entries.put("tokenizer.ggml.tokens", List.of("a", "b", "<s>", "</s>", "<eot>", "<eom>"));
        Path file = Files.write(folder.resolve("m.gguf"), ModelBytes.gguf(entries));
        try (ModelFile model = ModelFiles.open(file)) {
            return (GgufVocabulary) model.tokenizer().orElseThrow();
        }
    }

    @Test
    void everyEndTokenOfTheFileEndsAnAnswer() throws IOException {
        GgufVocabulary vocabulary =
                vocabulary(
                        Map.of(
                                "tokenizer.ggml.bos_token_id",
                                2,
                                "tokenizer.ggml.eos_token_id",
                                3,
                                "tokenizer.ggml.eot_token_id",
                                4,
                                "tokenizer.ggml.eom_token_id",
                                5));
        assertThat(vocabulary.ends()).containsExactlyInAnyOrder(3, 4, 5);
        assertThat(vocabulary.eos()).hasValue(3);
        assertThat(vocabulary.bos()).hasValue(2);
    }

    @Test
    void withoutASettingForTheBeginTokenTheFlagIsEmpty() throws IOException {
        assertThat(vocabulary(Map.of()).addsBos()).isEmpty();
        assertThat(vocabulary(Map.of("tokenizer.ggml.add_bos_token", false)).addsBos())
                .contains(false);
    }

    @Test
    void anUnknownTokenizerEntryIsRejectedByName() {
        String key = "tokenizer.ggml.remove_extra_whitespaces";
        assertThatThrownBy(() -> vocabulary(Map.of(key, true)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(key + " must be false, but is true");
    }
}
