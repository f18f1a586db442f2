package org.dllm.experiments.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dllm.experiments.model.tokenizer.TokenizerSource.Json;
import org.junit.jupiter.api.Test;

class CharTokenizerTests {

    private final Tokenizer tokenizer =
            Tokenizers.of(new Json(CharTokenizer.json(" abc0123456789+=\n\"\\é😀")));

    @Test
    void everyCharacterIsOneToken() {
        assertThat(tokenizer.encode("ab +")).containsExactly(4, 5, 3, 17);
        assertThat(tokenizer.vocabulary()).isEqualTo(3 + 21);
    }

    @Test
    void textComesBackExactly() {
        String text = "  a = 12\n\"b\\ é😀😀 ";
        assertThat(tokenizer.encode(text)).hasSize(text.codePointCount(0, text.length()));
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void aPromptBeginsWithBosAndSpecialsAreNoText() {
        int[] ids = tokenizer.encodePrompt("a");
        assertThat(ids).containsExactly(1, 4);
        assertThat(tokenizer.pad()).hasValue(0);
        assertThat(tokenizer.bos()).hasValue(1);
        assertThat(tokenizer.eos()).hasValue(2);
        assertThat(tokenizer.decode(new int[] {1, 4, 2, 0})).isEqualTo("a");
        assertThat(tokenizer.decodeWithSpecials(new int[] {1, 4, 2})).isEqualTo("<bos>a<eos>");
    }

    @Test
    void aCharacterOutsideOfTheAlphabetIsNamed() {
        assertThatThrownBy(() -> tokenizer.encode("a = z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"z\" (U+007A)");
    }

    @Test
    void anAlphabetWithARepeatedCharacterIsRefused() {
        assertThatThrownBy(() -> CharTokenizer.json("abca")).hasMessageContaining("\"a\" twice");
    }

    @Test
    void anIdBeyondTheVocabularyIsRefused() {
        assertThatThrownBy(() -> tokenizer.decode(new int[] {24})).hasMessageContaining("0 and 23");
    }
}
